"""Hosts for tests, as namespaces: each has its own network and processes. A switch between them can cut one off.

A host cannot see the processes of another, and has a log of its own. Its network has nothing but the switch, and doors: ports on its loopback
address that lead to servers of the test, whatever happens to the switch.
"""

import ctypes
import os
import selectors
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import threading

import server_process
from harness import SECRET, TEMPLATES, TICKETGATE, wait_until

CLONE_NEWNET = 0x40000000
# The first process of a host. It ignores the end of its children, so that the kernel removes them.
FIRST = """trap '' CHLD; ip link set lo up && mount -t tmpfs none /run && mkdir -p /run/systemd/journal &&
mount --bind "$0" /run/systemd/journal && echo up && exec cat"""


def can_be_made():
    """Whether this user can make namespaces and a switch."""
    try:
        done = subprocess.run(["unshare", "--net", "--pid", "--mount-proc", "--fork", "ip", "link", "add", "name", "switch", "type", "bridge"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    except FileNotFoundError:
        return False
    return os.geteuid() == 0 and done.returncode == 0


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except FileNotFoundError:
        return []


def descendants(pid):
    """This process and all below it."""
    found = [pid]
    for child in children(pid):
        found += descendants(child)
    return found


class Host:
    """Ends with the test, because its first process waits for the end of its input, and the others end with it."""

    def __init__(self, address=""):
        self.address, self.lines = address, []
        self.folder = tempfile.mkdtemp(prefix="ticketgate-host-")
        os.chmod(self.folder, 0o755)
        self.log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)  # in the place of journald's
        self.log.bind(f"{self.folder}/socket")
        threading.Thread(target=self.read_log, daemon=True).start()
        self.holder = subprocess.Popen(["unshare", "--net", "--pid", "--mount-proc", "--fork", "--kill-child", "sh", "-c", FIRST,
                                        self.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.holder.stdout.readline() == b"up\n"
        self.pid, = children(self.holder.pid)

    def read_log(self):
        while entry := self.log.recv(1 << 20):
            self.lines += [line[8:].decode() for line in entry.split(b"\n") if line.startswith(b"MESSAGE=")]

    def enter(self, *namespaces):
        """The beginning of a command that runs here; in its network only, if no other is named."""
        return ["nsenter", f"--target={self.pid}", "--net", *namespaces, "--"]

    def run(self, *command):
        subprocess.run([*self.enter(), *command], check=True)

    def close(self):
        self.holder.stdin.close()
        self.holder.stdout.close()
        self.holder.wait(30)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
            last.sendto(b"", f"{self.folder}/socket")
        self.log.close()
        shutil.rmtree(self.folder)


class Switch(Host):
    """The network between hosts."""

    def __init__(self, hosts):
        super().__init__()
        self.run("ip", "link", "add", "name", "switch", "type", "bridge")
        self.run("ip", "link", "set", "switch", "up")
        self.ports = {}
        for number, host in enumerate(hosts):
            port = self.ports[host] = f"port{number}"
            self.run("ip", "link", "add", "name", port, "type", "veth", "peer", "name", "net0", "netns", str(host.pid))
            self.run("ip", "link", "set", port, "master", "switch", "up")
            host.run("ip", "address", "add", f"{host.address}/24", "dev", "net0")
            host.run("ip", "link", "set", "net0", "up")

    def cut(self, host):
        """From now on, what it sends is lost, and it gets nothing, not even an error."""
        self.run("ip", "link", "set", self.ports[host], "nomaster")

    def mend(self, host):
        self.run("ip", "link", "set", self.ports[host], "master", "switch")


class Door:
    """A port on the loopback address of a host that leads to the same port of the test."""

    def __init__(self, host, port):
        self.port = port
        thread = threading.Thread(target=self.listen, args=(host,))
        thread.start()
        thread.join()  # it is in the other network for ever
        threading.Thread(target=self.serve, daemon=True).start()

    def listen(self, host):
        with open(f"/proc/{host.pid}/ns/net", encoding="ascii") as network:
            if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        self.socket = socket.create_server(("127.0.0.1", self.port), backlog=100)

    def serve(self):
        while True:
            try:
                inside, _ = self.socket.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self.pass_on, args=(inside,), daemon=True).start()

    def pass_on(self, inside):
        with inside:
            try:
                with socket.create_connection(("127.0.0.1", self.port)) as outside, selectors.DefaultSelector() as selector:
                    selector.register(inside, selectors.EVENT_READ, outside)
                    selector.register(outside, selectors.EVENT_READ, inside)
                    while True:
                        for key, _ in selector.select():
                            data = key.fileobj.recv(65536)
                            if not data:
                                return
                            key.data.sendall(data)
            except OSError:
                pass  # one of them closed it, or the server is down

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


class Gateway:
    """`ticketgate lmtpd` on a host, with the desk and mail server of a house and a journal at `url`."""

    def __init__(self, house, name, host, url, extra=""):
        self.host, self.name = host, name
        self.folder = f"{house.folder}/{name}"
        self.socket, self.config, self.log = f"{self.folder}/lmtp.sock", f"{self.folder}/ticketgate.conf", f"{self.folder}/log"
        os.makedirs(f"{self.folder}/state", mode=0o700)
        os.chmod(self.folder, 0o755)
        secret = f"{self.folder}/secret"
        with open(secret, "w", encoding="ascii") as file:
            file.write(SECRET + "\n")
        os.chmod(secret, 0o600)
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(f"[api]\nbase_url = {house.desk.base_url}\ntoken_url = {house.desk.token_url}\nclient_id = e2e\n"
                       f"client_secret_file = {secret}\n"
                       "[ticket]\nci = PRINTERS\nservice = Office\nci_list = PRINTERS;NETWORK\n"
                       f"[journal]\npath = {self.folder}/state/journal.db\nurl = {url}\ninsecure = yes\n"
                       f"[mail]\nfrom = Support Desk <support@desk.example>\nsubmission = smtp://127.0.0.1:{house.sink.port}\n"
                       f"templates = {TEMPLATES}\n[spool]\npath = {self.folder}\n[lmtp]\nlisten = unix:{self.socket}\n"
                       "[budget]\ntickets_per_sender = 0\nreplies_per_sender = 0\nreplies_per_domain = 100000\n"
                       "replies_total = 100000\ncomments_per_ticket = 100000\ncomments_per_pair = 100000\n" + extra)
        self.doors = [Door(host, port) for port in (house.desk.port, house.sink.port)]
        self.process, self.killed = None, set()

    def command(self, *words):
        """A command of ticketgate on this host."""
        return [*self.host.enter("--pid", "--mount", "--root", "--wd"), TICKETGATE, words[0], "--config", self.config, *words[1:]]

    def run(self, *words, **more):
        return subprocess.run(self.command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False, **more)

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command("lmtpd"), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if not wait_until(lambda: self.is_open() or self.process.poll() is not None, 20) or self.process.poll() is not None:
            raise RuntimeError(f"{self.name}: lmtpd did not start: {self.log_text()}")

    def is_open(self):
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(self.socket)
            except OSError:
                return False
            return True

    def signal(self, number):
        """All its processes at once."""
        for pid in descendants(self.process.pid):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def check_that_it_runs(self):
        """Raises an error if it ended by itself: nobody will start it again."""
        process = self.process
        if process.poll() is not None and process not in self.killed:
            raise RuntimeError(f"{self.name}: lmtpd ended by itself ({process.returncode}): {self.log_text()}")

    def kill(self):
        self.check_that_it_runs()
        self.killed.add(self.process)
        self.signal(signal.SIGSTOP)  # so that none of them makes another meanwhile
        pids = descendants(self.process.pid)
        self.signal(signal.SIGKILL)
        self.process.wait(30)
        # The socket is open until the last of them is gone, and another gateway would not take its place.
        assert wait_until(lambda: all(map(server_process.is_gone, pids)), 30)
        assert not self.is_open()

    def deliver(self, message, timeout=60):
        """The code of the reply to the mail, and its text; (0, why) if there was none."""
        try:
            with smtplib.LMTP(self.socket, timeout=timeout) as client:
                client.ehlo()
                client.mail("user@customer.example")
                client.rcpt("support@desk.example")
                return client.data(message)
        except (smtplib.SMTPException, OSError) as error:
            return 0, repr(error)

    def log_text(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return "\n".join([*self.host.lines[-50:], file.read()[-4000:]])

    def close(self):
        if self.process is not None:
            for pid in children(self.process.pid):  # what nsenter waits for
                os.kill(pid, signal.SIGTERM)
            # nsenter stops itself when its child is stopped, even if that goes on meanwhile.
            assert wait_until(lambda: self.process.send_signal(signal.SIGCONT) or self.process.poll() is not None, 60)
        for door in self.doors:
            door.close()
