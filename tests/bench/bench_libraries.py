"""Measures what each shared library, with the libraries that it needs, costs at the start of a process."""

import os
import re
import statistics
import subprocess

import bench_house
import bench_measure

LOADED_LATER = {"libcurl.so.4": "in a thread beside the parsing child, for the first request",
                "libcrypto.so.3": "with libcurl; in the child where a mail is S/MIME"}


def needed(path):
    """Names of the libraries that `path` itself needs (DT_NEEDED)."""
    text = subprocess.run(["readelf", "-d", path], stdout=subprocess.PIPE, check=True, text=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.*)\]", text)


def closure(path):
    """Paths of all libraries that are loaded with `path`, by name."""
    text = subprocess.run(["ldd", path], stdout=subprocess.PIPE, check=True, text=True).stdout
    return dict(re.findall(r"(\S+) => (\S+)", text))


def folder_of_libraries():
    return os.path.dirname(closure("/bin/true")["libc.so.6"])


def cost_ms(library, runs):
    """By how much the start of an empty program is slower if `library` is loaded, too. Both programs are started by
    env(1), so that `measure` does not load it."""
    loaded, plain = ([bench_measure.once("/dev/null", ["env", *setting, "true"]).wall_ms for _ in range(runs)]
                     for setting in ([f"LD_PRELOAD={library}"], []))
    return statistics.median(loaded) - statistics.median(plain)


def run(bench):
    program = bench_house.TICKETGATE + ".so"  # the program itself
    libraries = closure(program)
    for name in LOADED_LATER:
        libraries.setdefault(name, os.path.join(folder_of_libraries(), name))
    asked = needed(program)
    rows = []
    for name, path in libraries.items():
        if name == "libc.so.6" or not os.path.exists(path):
            continue
        pulled = len([other for other in closure(path) if other != "libc.so.6"])
        who = "the program" if name in asked else LOADED_LATER.get(name, "other libraries")
        rows.append((cost_ms(path, bench.runs), name, pulled, who))
    for cost, name, pulled, who in sorted(rows, reverse=True):
        bench.add(f"{name}, {'loaded' if name in LOADED_LATER else 'asked for by'} {who}", f"{cost:.2f} ms",
                  f"with {pulled} more", "", "")
