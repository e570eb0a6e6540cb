/* html_tree.c - runs the gumbo parser within limits.
 *
 * gumbo frees its nodes recursively, and repeats unclosed formatting elements in each paragraph. So
 * its memory comes from an arena that is freed as a whole. When the arena is used up, a jump out of
 * the allocator ends the parsing; gumbo keeps nothing outside the arena. Does not know what the
 * tree means. */
#include "parsers/text/html_tree.h"

#include <setjmp.h>
#include <string.h>

#define ARENA_BLOCK_BYTES ((gsize)256 * 1024)
#define ARENA_MAX_BYTES ((gsize)64 * 1024 * 1024)
#define MAX_OPEN_TAGS 1000
#define MAX_TAG_WORDS 300

typedef struct ArenaBlock {
    struct ArenaBlock *next;
    max_align_t data[];
} ArenaBlock;

struct HtmlTree {
    ArenaBlock *blocks;
    char *free_begin;
    gsize free_bytes;
    gsize total_bytes;
    jmp_buf out_of_memory;
    GumboOutput *output;
};

static void *
arena_allocate(void *userdata, size_t size)
{
    HtmlTree *tree = userdata;
    gsize need = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);

    if (need > tree->free_bytes) {
        gsize block_bytes = MAX(need, ARENA_BLOCK_BYTES);
        if (need > ARENA_MAX_BYTES || tree->total_bytes + block_bytes > ARENA_MAX_BYTES)
            longjmp(tree->out_of_memory, 1);
        ArenaBlock *block = g_malloc(sizeof(ArenaBlock) + block_bytes);
        block->next = tree->blocks;
        tree->blocks = block;
        tree->total_bytes += block_bytes;
        tree->free_begin = (char *)block->data;
        tree->free_bytes = block_bytes;
    }
    void *result = tree->free_begin;
    tree->free_begin += need;
    tree->free_bytes -= need;
    return result;
}

static void
arena_deallocate(void *userdata, void *pointer)
{
    (void)userdata;
    (void)pointer;
}

/* ---- is it tame? ---- */

/* Elements that are closed automatically or have no end tag: their number does not add to the
 * depth. */
static gboolean
is_self_closing(const char *name, gsize length)
{
    static const char *const names[] = {
        "p",  "br",   "img",   "hr",   "li",   "td",    "th",    "tr",     "tbody", "thead",
        "dt", "dd",   "input", "meta", "link", "col",   "area",  "base",   "wbr",   "option",
        "a",  "nobr", "html",  "head", "body", "tfoot", "embed", "source", "param", "button",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strlen(names[i]) == length && g_ascii_strncasecmp(names[i], name, length) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Skips one tag; returns its '>' or the end. Counts its words outside of quotation marks. */
static const char *
skip_tag(const char *p, const char *end, guint *ret_words)
{
    char quote = '\0';
    guint words = 0;

    for (; p < end; p++) {
        if (quote != '\0') {
            if (*p == quote)
                quote = '\0';
        } else if (*p == '>') {
            break;
        } else if ((*p == '"' || *p == '\'') && p[-1] == '=') {
            quote = *p;
        } else if (g_ascii_isspace(*p) || *p == '/') {
            words++;
        }
    }
    *ret_words = words;
    return p;
}

/* Whether the '<' at `p` opens (1) or closes (-1) something, or neither (0); returns where to
 * continue. */
static const char *
judge_tag(const char *p, const char *end, gint64 *ret_opens, guint *ret_words)
{
    gboolean is_end = end - p > 1 && p[1] == '/';
    const char *name = p + (is_end ? 2 : 1);
    const char *name_end = name;

    *ret_opens = 0;
    *ret_words = 0;
    while (name_end < end && g_ascii_isalnum(*name_end))
        name_end++;
    if (name_end == name)
        return p + 1;
    if (!is_self_closing(name, (gsize)(name_end - name)))
        *ret_opens = is_end ? -1 : 1;
    return skip_tag(name_end, end, ret_words);
}

gboolean
html_tree_is_tame(const char *html, gsize length)
{
    const char *end = html + length;
    gint64 open_tags = 0;

    for (const char *p = html; (p = memchr(p, '<', (gsize)(end - p))) != NULL;) {
        gint64 opens;
        guint words;
        p = judge_tag(p, end, &opens, &words);
        open_tags = MAX(open_tags + opens, 0);
        if (words > MAX_TAG_WORDS || open_tags > MAX_OPEN_TAGS)
            return FALSE;
    }
    return TRUE;
}

const char *
html_tree_skip_tag(const char *tag, const char *end)
{
    guint words;

    return skip_tag(tag, end, &words);
}

/* ---- the tree ---- */

HtmlTree *
html_tree_new(const char *html, gsize length)
{
    if (!html_tree_is_tame(html, length))
        return NULL;
    HtmlTree *volatile tree = g_new0(HtmlTree, 1);
    GumboOptions options = kGumboDefaultOptions;

    options.allocator = arena_allocate;
    options.deallocator = arena_deallocate;
    options.userdata = tree;
    options.max_errors = 0;
    if (setjmp(tree->out_of_memory) != 0) {
        html_tree_free(tree);
        return NULL;
    }
    tree->output = gumbo_parse_with_options(&options, html, length);
    return tree;
}

void
html_tree_free(HtmlTree *tree)
{
    if (tree == NULL)
        return;
    while (tree->blocks != NULL) {
        ArenaBlock *next = tree->blocks->next;
        g_free(tree->blocks);
        tree->blocks = next;
    }
    g_free(tree);
}

const GumboNode *
html_tree_root(const HtmlTree *tree)
{
    return tree->output->root;
}

const GumboNode *
html_tree_document(const HtmlTree *tree)
{
    return tree->output->document;
}

const char *
html_tree_attribute(const GumboNode *node, const char *name)
{
    if (node->type != GUMBO_NODE_ELEMENT)
        return NULL;
    const GumboAttribute *attribute = gumbo_get_attribute(&node->v.element.attributes, name);
    return attribute == NULL ? NULL : attribute->value;
}

const GumboVector *
html_tree_children(const GumboNode *node)
{
    if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE)
        return &node->v.element.children;
    if (node->type == GUMBO_NODE_DOCUMENT)
        return &node->v.document.children;
    return NULL;
}

char *
html_tree_text(const GumboNode *node)
{
    return g_utf8_make_valid(node->v.text.text, -1);
}
