/* planted_leak.c - not a test: it leaks memory, so that contrib/check can see that valgrind finds
 * it. */
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
