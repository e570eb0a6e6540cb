/* sqlite_store.h - the engine for one host: a file in write-ahead mode. */
#pragma once

#include "gateway/journal/store/store_engine.h"

extern const StoreEngine sqlite_store_engine;
