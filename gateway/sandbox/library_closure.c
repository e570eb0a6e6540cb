/* library_closure.c - reads what an ELF file needs (DT_NEEDED), as the dynamic loader does.
 *
 * The libraries that libcrypto needs differ by release (3.5 also needs libzstd), so they are read
 * from the file. */
#include "gateway/sandbox/library_closure.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>

#include "parsers/c_library.h"

/* More than any library has. The list itself prevents endless cycles. */
#define MAX_LIBRARIES 32

typedef struct {
    const char *data;
    gsize length;
    const ElfW(Phdr) * segments;
    guint n_segments;
} Elf;

/* `length` bytes at `offset`; NULL if the file is too short or the address is not aligned to
 * `alignment` bytes: the file is not a real library. */
static const void *
bytes_at(const Elf *elf, gsize offset, gsize length, gsize alignment)
{
    if (offset % alignment != 0)
        return NULL;
    return offset <= elf->length && length <= elf->length - offset ? elf->data + offset : NULL;
}

static gboolean
elf_read(GMappedFile *file, Elf *elf)
{
    *elf =
        (Elf){.data = g_mapped_file_get_contents(file), .length = g_mapped_file_get_length(file)};
    const ElfW(Ehdr) *header = bytes_at(elf, 0, sizeof *header, 1);
    if (header == NULL || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
        header->e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32) ||
        header->e_phentsize != sizeof *elf->segments)
        return FALSE;
    elf->n_segments = header->e_phnum;
    elf->segments = bytes_at(elf, header->e_phoff, (gsize)elf->n_segments * sizeof *elf->segments,
                             G_ALIGNOF(ElfW(Phdr)));
    return elf->segments != NULL;
}

/* The file offset that is loaded at `address`; the file's length if nothing is loaded there. */
static gsize
offset_of(const Elf *elf, ElfW(Addr) address)
{
    for (guint i = 0; i < elf->n_segments; i++) {
        const ElfW(Phdr) *segment = &elf->segments[i];
        if (segment->p_type == PT_LOAD && address >= segment->p_vaddr &&
            address - segment->p_vaddr < segment->p_filesz)
            return segment->p_offset + (address - segment->p_vaddr);
    }
    return elf->length;
}

/* The dynamic section with *ret_count entries, without the terminating one. */
static const ElfW(Dyn) * dynamic_section(const Elf *elf, gsize *ret_count)
{
    *ret_count = 0;
    for (guint i = 0; i < elf->n_segments; i++) {
        const ElfW(Phdr) *segment = &elf->segments[i];
        const ElfW(Dyn) *entries = NULL;
        if (segment->p_type == PT_DYNAMIC)
            entries = bytes_at(elf, segment->p_offset, segment->p_filesz, G_ALIGNOF(ElfW(Dyn)));
        while (entries != NULL && *ret_count < segment->p_filesz / sizeof *entries &&
               entries[*ret_count].d_tag != DT_NULL)
            ++*ret_count;
        if (entries != NULL)
            return entries;
    }
    return NULL;
}

static void
add_needed(GPtrArray *paths, const char *name)
{
    void *loaded = dlopen(name, RTLD_LAZY | RTLD_NOLOAD);
    g_autofree char *path = loaded == NULL ? c_library_find_beside(name) : NULL;

    if (loaded != NULL)
        (void)dlclose(loaded);
    else if (path == NULL)
        (void)dlopen(name, RTLD_LAZY);
    else if (!g_ptr_array_find_with_equal_func(paths, path, g_str_equal, NULL))
        g_ptr_array_add(paths, g_steal_pointer(&path));
}

static void
add_needs_of(GPtrArray *paths, const char *library)
{
    g_autoptr(GMappedFile) file = g_mapped_file_new(library, FALSE, NULL);
    Elf elf;
    gsize count = 0;
    gsize names = 0;

    if (file == NULL || !elf_read(file, &elf))
        return;
    const ElfW(Dyn) *entries = dynamic_section(&elf, &count);
    for (gsize i = 0; i < count; i++)
        if (entries[i].d_tag == DT_STRTAB)
            names = offset_of(&elf, entries[i].d_un.d_ptr);
    for (gsize i = 0; i < count && paths->len < MAX_LIBRARIES; i++) {
        gsize offset = names + entries[i].d_un.d_val;
        const char *name = entries[i].d_tag == DT_NEEDED ? bytes_at(&elf, offset, 1, 1) : NULL;
        if (name != NULL && memchr(name, '\0', elf.length - offset) != NULL)
            add_needed(paths, name);
    }
}

GPtrArray *
library_closure_find(const char *library)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);

    if (library != NULL)
        g_ptr_array_add(paths, g_strdup(library));
    for (guint i = 0; i < paths->len; i++)
        add_needs_of(paths, g_ptr_array_index(paths, i));
    return paths;
}
