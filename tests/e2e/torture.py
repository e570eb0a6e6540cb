"""The file that a program with libtorture shares with its test: see torture.h. Standard library only.

TORTURE_LIBRARY names the library. A `Site` is a function and its callers, innermost first; a point of a torture
run is one call of a site."""

import collections
import ctypes
import errno
import mmap
import os
import subprocess

LIBRARY = os.environ.get("TORTURE_LIBRARY", "")
MAX_FRAMES, MAX_SITES, NAME_BYTES, DETAIL_BYTES, LOG_BYTES = 10, 4096, 28, 80, 65536

SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN, SQLITE_INTERRUPT = 10, 13, 14, 9
CURL_COULD_NOT_CONNECT, CURL_GOT_NOTHING = 7, 52
PQ_LOST, PQ_FULL, PQ_DEADLOCK = 1, 2, 3  # torture_postgres.c
DEFAULT_ERROR = errno.EIO
# The errors that such a call can really have; short runs use the first.
ERRORS = {
    "PQconnectPoll": [PQ_LOST], "PQconsumeInput": [PQ_LOST], "PQenterPipelineMode": [PQ_LOST], "PQflush": [PQ_LOST],
    "PQgetResult": [PQ_LOST], "PQpipelineSync": [PQ_LOST], "PQsendQueryParams": [PQ_FULL, PQ_DEADLOCK, PQ_LOST],
    "accept4": [errno.EMFILE], "bind": [errno.EADDRINUSE], "connect": [errno.ECONNREFUSED, errno.EINTR],
    "curl_easy_perform": [CURL_COULD_NOT_CONNECT, CURL_GOT_NOTHING], "dlopen": [errno.ENOENT], "dup": [errno.EMFILE],
    "dup2": [errno.EMFILE], "fallocate64": [errno.ENOSPC, errno.EOPNOTSUPP], "fcntl": [errno.EIO, errno.ENOLCK, errno.EINTR],
    "fcntl64": [errno.EIO, errno.ENOLCK, errno.EMFILE], "fork": [errno.EAGAIN], "flock": [errno.ENOLCK, errno.EINTR],
    "fopen": [errno.EMFILE], "fopen64": [errno.EMFILE], "getrandom": [errno.ENOSYS],
    "link": [errno.EMLINK], "memfd_create": [errno.EMFILE], "mkdir": [errno.ENOSPC], "mkostemp64": [errno.ENOSPC],
    "mmap": [errno.ENODEV], "mmap64": [errno.ENODEV], "open": [errno.EMFILE, errno.ENOSPC],
    "open64": [errno.EMFILE, errno.ENOSPC], "openat": [errno.EMFILE], "openat64": [errno.EMFILE],
    "poll": [errno.ENOBUFS, errno.EINTR], "posix_fallocate64": [errno.ENOSPC], "prctl": [errno.EINVAL],
    "pthread_create": [errno.EAGAIN], "pwrite64": [errno.ENOSPC, errno.EIO], "read": [errno.EIO, errno.EINTR],
    "recv": [errno.ECONNRESET, errno.EINTR], "recvfrom": [errno.ECONNRESET], "recvmsg": [errno.ECONNRESET],
    "rename": [errno.EACCES], "renameat2": [errno.EINVAL, errno.EACCES], "select": [errno.EINTR],
    "send": [errno.EPIPE, errno.EINTR], "sendmsg": [errno.EPIPE], "sendto": [errno.EPIPE],
    "socket": [errno.EMFILE], "socketpair": [errno.EMFILE], "sqlite3_exec": [SQLITE_IOERR, SQLITE_FULL],
    "sqlite3_open_v2": [SQLITE_CANTOPEN], "sqlite3_prepare_v2": [SQLITE_IOERR], "sqlite3_prepare_v3": [SQLITE_IOERR],
    "sqlite3_step": [SQLITE_IOERR, SQLITE_FULL], "syscall": [errno.ENOSYS, errno.EINVAL],
    "waitid": [errno.ECHILD, errno.EINTR], "waitpid": [errno.ECHILD, errno.EINTR],
    "write": [errno.ENOSPC, errno.EINTR], "writev": [errno.ENOSPC],
}
SQLITE_WORDS = {SQLITE_IOERR: "disk I/O error", SQLITE_FULL: "database or disk is full",
                SQLITE_CANTOPEN: "unable to open database file"}
CURL_WORDS = {CURL_COULD_NOT_CONNECT: "Couldn't connect to server", CURL_GOT_NOTHING: "Server returned nothing"}

PQ_WORDS = {PQ_LOST: "server closed the connection unexpectedly", PQ_FULL: "could not extend file", PQ_DEADLOCK: "deadlock detected"}

Point = collections.namedtuple("Point", "key when error name detail frames")


class SharedSite(ctypes.Structure):
    _fields_ = [("key", ctypes.c_uint64), ("count", ctypes.c_uint32), ("name", ctypes.c_char * NAME_BYTES),
                ("detail", ctypes.c_char * DETAIL_BYTES), ("frames", ctypes.c_uint64 * MAX_FRAMES)]


class SharedFile(ctypes.Structure):
    _fields_ = [("plan_key", ctypes.c_uint64), ("plan_when", ctypes.c_uint32), ("plan_error", ctypes.c_int32),
                ("depth", ctypes.c_uint32), ("is_fired", ctypes.c_uint32), ("log_used", ctypes.c_uint32),
                ("unused", ctypes.c_uint32), ("sites", SharedSite * MAX_SITES), ("log", ctypes.c_char * LOG_BYTES)]


def words_of(point):
    """How a log line reports what failed."""
    if point.name.startswith("sqlite3_"):
        return SQLITE_WORDS[point.error]
    if point.name.startswith("PQ"):
        return PQ_WORDS[point.error]
    return CURL_WORDS[point.error] if point.name == "curl_easy_perform" else os.strerror(point.error)


class Torture:
    """The calls of one program: `environment` for the program, then `reset`, `arm`, `points`, `log`."""

    def __init__(self, folder, depth):
        self.path = os.path.join(folder, "torture")
        with open(self.path, "wb") as file:
            file.truncate(ctypes.sizeof(SharedFile))
        with open(self.path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), 0)
        self.shared = SharedFile.from_buffer(self.memory)
        self.shared.depth = depth
        self.environment = {**os.environ, "LD_PRELOAD": LIBRARY, "TORTURE": self.path}

    def reset(self):
        """Clears counts and log, and lets nothing fail. The sites stay in their places."""
        self.shared.plan_key = self.shared.is_fired = self.shared.log_used = 0
        for site in self.used_sites():
            site.count = 0

    def used_sites(self):
        return [site for site in self.shared.sites if site.key]

    def arm(self, point):
        self.reset()
        self.shared.plan_when, self.shared.plan_error = point.when, point.error
        self.shared.plan_key = point.key

    @property
    def is_fired(self):
        return bool(self.shared.is_fired)

    def points(self, whens=None, n_errors=None):
        """All points that a run since `reset` has reached: of each site its first `whens` calls, each with the first
        `n_errors` errors of its function."""
        return [Point(site.key, when, error, site.name.decode(), site.detail.decode(), tuple(site.frames))
                for site in self.used_sites()
                for when in range(1, (site.count if whens is None else min(site.count, whens)) + 1)
                for error in ERRORS.get(site.name.decode(), [DEFAULT_ERROR])[:n_errors]]

    def log(self):
        """The lines that the program sent to syslog: (priority, text)."""
        raw = self.memory[SharedFile.log.offset:][:min(self.shared.log_used, LOG_BYTES)]
        return [(int(line[:1]), line[2:]) for line in raw.decode("utf-8", "replace").split("\n") if line[1:2] == " "]


def describe(point, program):
    """The point with its callers in the program, for people."""
    offsets = [f"{frame - 1:#x}" for frame in point.frames if frame]
    names = subprocess.run(["addr2line", "-fe", program, *offsets], stdout=subprocess.PIPE, check=False,
                           text=True).stdout.split("\n")[:-1] if offsets else []
    where = [f"{name} ({os.path.basename(line)})" for name, line in zip(names[::2], names[1::2])]
    what = f"{point.name} ({point.detail})" if point.detail else point.name
    return f"{what} number {point.when} with error {point.error}, called by {' < '.join(where) or 'a library'}"
