/* postgres_store.h - the engine for several hosts: a PostgreSQL database. */
#pragma once

#include "gateway/journal/store/store_engine.h"

extern const StoreEngine postgres_store_engine;
