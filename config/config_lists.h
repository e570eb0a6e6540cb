/* config_lists.h - the lists of [policy] that may be kept in separate files, and whether one of the
 * files has changed since.
 *
 * The filter reads them for every mail; a resident process asks before each mail. */
#pragma once

#include "config/config.h"

/* Replaces the files in the lists of `config` by their patterns (config_patterns.h), and checks
 * these. Adds a line to `mistakes` (of char *) for each mistake. */
void config_lists_read(Config *config, GPtrArray *mistakes);

void config_lists_free(ConfigLists *lists);

typedef enum {
    CONFIG_LISTS_SAME,    /* no file has changed, or the new patterns are in place */
    CONFIG_LISTS_BROKEN,  /* a file has a mistake since this call: the lists stay as they were */
    CONFIG_LISTS_WAITING, /* still as broken as at an earlier call */
    CONFIG_LISTS_MENDED,  /* the mistake is gone, and the new patterns are in place */
} ConfigListsState;

/* Reads the lists again if a file of them has another inode, size or time than at the last call.
 * *ret_mistake (transfer full): the first mistake, if it is broken or waiting; else unchanged. */
ConfigListsState config_lists_renew(Config *config, char **ret_mistake);
