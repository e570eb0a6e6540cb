"""A booted Debian in a folder: debootstrap and systemd-nspawn, with the network of this host."""

import os
import pty
import select
import shutil
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MIRROR = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")
PERSON = "dev"  # the person who pastes the commands, with sudo
SOURCE = f"/home/{PERSON}/ticketgate"


def run(*command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{command}: {done.returncode}\n{done.stdout[-3000:]}")
    return done.stdout


def make_base(release):
    """A fresh installation, made once and kept."""
    base = os.path.join(ROOT, "build-vm", release)
    if not os.path.exists(base):
        os.makedirs(os.path.dirname(base), exist_ok=True)
        run("debootstrap", release, base + ".part", MIRROR)
        os.rename(base + ".part", base)
    return base


class Machine:
    """A copy of the base with Postfix, a person who may use sudo, and our source in its home. Deleted at the end."""

    def __init__(self, release, name):
        self.folder = os.path.join(ROOT, "build-vm", f"{release}-{name}")
        if os.path.exists(self.folder):
            shutil.rmtree(self.folder)
        run("cp", "-a", "--reflink=auto", make_base(release), self.folder)
        for source in ("/etc/resolv.conf",):
            shutil.copy(source, self.folder + source)
        for name_ in os.listdir("/etc/apt/apt.conf.d"):  # how this host gets its packages
            with open(f"/etc/apt/apt.conf.d/{name_}", encoding="utf-8") as file:
                if any(line.lstrip().startswith("Acquire::") for line in file):
                    shutil.copy(f"/etc/apt/apt.conf.d/{name_}", f"{self.folder}/etc/apt/apt.conf.d/")
        with open(f"{self.folder}/etc/hosts", "w", encoding="ascii") as file:
            file.write("127.0.0.1 localhost mail.example.org mail\n")
        with open(f"{self.folder}/etc/dpkg/dpkg.cfg.d/test", "w", encoding="ascii") as file:
            file.write("force-unsafe-io\n")
        self.process = None
        os.makedirs("/run/systemd/nspawn", exist_ok=True)
        if os.stat("/run/systemd/nspawn").st_dev == os.stat("/").st_dev:  # if /run is not a separate file system
            run("mount", "-t", "tmpfs", "tmpfs", "/run/systemd/nspawn")
        self.boot()
        self.root("apt-get -qq update && echo postfix postfix/main_mailer_type select Internet Site | debconf-set-selections"
                  " && echo postfix postfix/mailname string example.org | debconf-set-selections"
                  " && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends postfix sudo")
        self.root(f"useradd -m -s /bin/bash -G sudo {PERSON} && echo '{PERSON} ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/{PERSON}")
        self.copy_source()

    def boot(self):
        with open(self.folder + ".console", "wb") as console:
            self.process = subprocess.Popen(
                ["systemd-nspawn", "--register=no", "--keep-unit", "--quiet", "--console=pipe", "--hostname=mail", "--boot",
                 "--directory", self.folder], env={**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}, stdin=subprocess.DEVNULL,
                stdout=console, stderr=subprocess.STDOUT)
        end = time.monotonic() + 120
        while time.monotonic() < end:
            time.sleep(0.5)
            try:
                if "running" in self.root("systemctl is-system-running || true"):
                    return
            except (RuntimeError, FileNotFoundError, IndexError, ValueError):
                pass
        raise RuntimeError("the machine did not start")

    def leader(self):
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="ascii") as file:
            return file.read().split()[0]

    def enter(self):
        return ["nsenter", "-t", self.leader(), "-m", "-u", "-i", "-p", "-C", "--"]

    def root(self, line, **more):
        return run(*self.enter(), "/bin/sh", "-c", line, **more)

    def paste(self, line, **more):
        """Runs a command as the person types it, in the folder of the source."""
        return run(*self.enter(), "runuser", "-l", PERSON, "-c", f"cd {SOURCE} && {line}", **more)

    def paste_at_terminal(self, line, answers):
        """Types each answer once its question is at the end of the output. Returns (exit status, output)."""
        pid, terminal = pty.fork()
        if pid == 0:
            command = [*self.enter(), "runuser", "-l", PERSON, "-c", f"cd {SOURCE} && {line}"]
            os.execvp(command[0], command)
        shown, answers = "", list(answers)
        while select.select([terminal], [], [], 120)[0]:
            try:
                shown += os.read(terminal, 4096).decode()
            except OSError:
                break
            if answers and shown.rstrip(" ").endswith(answers[0][0]):
                os.write(terminal, answers.pop(0)[1].encode() + b"\n")
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.close(terminal)
        return status, shown

    def copy_source(self):
        os.makedirs(self.folder + SOURCE, exist_ok=True)
        run("sh", "-c", f"cd '{ROOT}' && tar -c --exclude='./build*' --exclude=./.git . | tar -x -C '{self.folder}{SOURCE}'")
        self.root(f"chown -R {PERSON}: {SOURCE}")

    def close(self):
        if self.process.poll() is None:
            self.root("systemctl poweroff --force --force || true")
            self.process.wait(60)
        shutil.rmtree(self.folder, ignore_errors=True)
