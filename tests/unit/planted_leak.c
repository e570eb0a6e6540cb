/* planted_leak.c - no test: it loses memory, so that contrib/check can see valgrind find it. */
#include <glib.h>

static void
lose(void)
{
    char *lost = g_strdup("planted");

    lost[0] = 'P';
    lost = NULL;
    (void)lost;
}

int
main(void)
{
    lose();
    return 0;
}
