"""A database that fails: the mail stays with the mail server (75), one line says why, and nothing is done twice."""

import glob
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import unittest

import postgres
import server_process
from harness import TICKETGATE, House, mail
from test_tls import make_certificate

TEMPORARY = 75


class Between:
    """Passes on what goes to the server's socket and comes back; cuts the connection when `word` is sent: before the
    server gets it, or once it has answered."""

    def __init__(self, server):
        self.folder = f"{server.folder}/between"
        os.makedirs(self.folder, exist_ok=True)
        os.chmod(self.folder, 0o755)
        self.target = f"{server.folder}/.s.PGSQL.5432"
        self.word, self.is_after, self.n_cut = None, False, 0
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(f"{self.folder}/.s.PGSQL.5432")
        os.chmod(f"{self.folder}/.s.PGSQL.5432", 0o777)
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.target)
            state = {"is_due": False}
            threading.Thread(target=self.up, args=(client, server, state), daemon=True).start()
            threading.Thread(target=self.down, args=(client, server, state), daemon=True).start()

    def cut(self, client, server):
        self.n_cut += 1
        for end in (client, server):
            end.shutdown(socket.SHUT_RDWR)

    def up(self, client, server, state):
        try:
            while data := client.recv(65536):
                if self.word is not None and self.word in data:
                    if not self.is_after:
                        return self.cut(client, server)
                    state["is_due"] = True
                server.sendall(data)
            server.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def down(self, client, server, state):
        try:
            while data := server.recv(65536):
                if state["is_due"]:
                    return self.cut(client, server)
                client.sendall(data)
            client.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def close(self):
        self.listener.close()


@postgres.needs_postgres
class PostgresTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = postgres.Postgres()
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        if self.server.process.poll() is not None:
            self.server.start()
        self.house = House()
        self.addCleanup(self.house.close)
        self.database = self.server.new_database()
        self.use(self.server.url(self.database))

    def use(self, url, extra="", more=""):
        self.house.write_config(journal=f"{self.house.state}/journal.db\nurl = {url}\n{more}", extra=extra)

    def deliver(self, name="one", **more):
        return self.house.deliver(mail(message_id=f"{name}@mail.customer.example"), **more)

    def works(self, name="one"):
        done = self.deliver(name)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def fails(self, *words, name="one"):
        """The mail waits; an operator is told why."""
        done = self.deliver(name)
        text = done.stderr.decode()
        self.assertEqual((done.returncode, text.count("\n"), text[:4]), (TEMPORARY, 1, "4.3."), text)
        told = self.house.run("prune")
        for word in words:
            self.assertIn(word, told.stderr.decode())

    def is_once(self, tickets=1):
        self.assertEqual((len(self.house.desk.tickets()), len(self.house.sink.mails)), (tickets, tickets))

    def test_a_mail_is_delivered_once(self):
        for _ in range(3):
            self.works()
        self.is_once()
        self.assertFalse(os.path.exists(f"{self.house.state}/journal.db"))

    def loaded(self):
        """The libraries that are loaded while a mail is delivered."""
        environment = {**os.environ, "LD_DEBUG": "files", "LD_DEBUG_OUTPUT": f"{self.house.folder}/loaded"}
        self.assertEqual(self.deliver("loaded", env=environment).returncode, 0)
        text = ""
        for path in glob.glob(f"{self.house.folder}/loaded.*"):
            with open(path, encoding="utf-8", errors="replace") as file:
                text += file.read()
            os.unlink(path)
        return text

    def test_libpq_is_only_loaded_for_a_database(self):
        self.assertIn("libpq.so", self.loaded())
        self.house.write_config(journal=f"{self.house.state}/alone.db")
        text = self.loaded()
        self.assertIn("libcurl.so", text)
        self.assertNotIn("libpq.so", text)

    def test_a_server_that_is_down_comes_back(self):
        self.works()
        self.server.stop()
        self.fails("database: ", name="two")
        self.server.start()
        self.works("two")
        self.works("one")
        self.is_once(2)

    def test_a_killed_server_forgets_nothing(self):
        self.works()
        time.sleep(1)  # what is not durable is on disk after 0.6 s
        self.server.kill()
        self.fails("database: ", name="two")
        self.server.start()
        self.works("two")
        self.works("one")
        self.is_once(2)

    def test_a_paused_server_costs_ten_seconds(self):
        self.works()
        begun = time.monotonic()
        os.kill(self.server.process.pid, signal.SIGSTOP)  # first, so that it makes no more children
        pids = [self.server.process.pid, *postgres.children(self.server.process.pid)]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            self.assertEqual(self.deliver("two").returncode, TEMPORARY)
        finally:
            for pid in reversed(pids):  # the server last: until then it takes no ended child's id away
                os.kill(pid, signal.SIGCONT)
        self.assertLess(time.monotonic() - begun, 18)
        self.works("two")
        self.is_once(2)

    def test_a_user_without_connections_or_with_another_password(self):
        self.server.run("CREATE ROLE crowd LOGIN CONNECTION LIMIT 0", self.database)
        self.use(self.server.url(self.database).replace("ticketgate@", "crowd@"))
        self.fails("too many connections", "fewer workers")
        self.use(self.server.url("nowhere"))
        self.fails('database "nowhere" does not exist', "[journal] url")
        self.use(self.server.url(self.database))
        self.works()

    def test_a_protected_database_is_read_only(self):
        self.works()
        self.server.run(f"ALTER DATABASE {self.database} SET default_transaction_read_only = on", "template1")
        self.fails("read-only transaction", "name the primary", name="two")
        for command in ("check-config", "ping"):
            done = self.house.run(command)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("name the primary", (done.stdout + done.stderr).decode())
        self.server.run(f"ALTER DATABASE {self.database} RESET default_transaction_read_only", "template1")
        self.works("two")
        self.is_once(2)

    def test_a_connection_cut_at_each_commit_does_nothing_twice(self):
        between = Between(self.server)
        self.addCleanup(between.close)
        self.use(self.server.url(self.database).replace(f"host={self.server.folder}", f"host={between.folder}"))
        for is_after in (False, True):
            between.word, between.is_after, between.n_cut = b"COMMIT", is_after, 0
            name = f"cut{is_after}"
            self.assertIn(self.deliver(name).returncode, (0, TEMPORARY))
            self.assertGreater(between.n_cut, 0)
            between.word = None
            self.works(name)
            self.works(name)
        self.is_once(2)

    def test_a_password_comes_from_its_file(self):
        port = self.listen("host all locked 127.0.0.1/32 scram-sha-256\n")
        self.server.run("CREATE ROLE locked LOGIN SUPERUSER PASSWORD 'open sesame 17'", self.database)
        secret = f"{self.house.folder}/journal-password"
        for text, is_right in (("open sesame 18", False), ("open sesame 17", True)):
            with open(secret, "w", encoding="ascii") as file:
                file.write(text + "\n")
            os.chmod(secret, 0o600)
            self.use(f"postgresql://locked@127.0.0.1:{port}/{self.database}", more=f"password_file = {secret}\n")
            if is_right:
                self.works()
            else:
                self.fails("password authentication failed", "password_file")
            for command in ("status", "check-config", "ping", "prune"):
                done = self.house.run(command)
                self.assertNotIn(b"sesame", done.stdout + done.stderr)
        os.chmod(secret, 0o644)
        self.fails("others can read", "chmod 600", name="two")
        self.is_once()

    def listen(self, lines):
        """Lets the server listen on loopback too, with these lines of pg_hba.conf. Returns its port."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with open(f"{self.server.data}/pg_hba.conf", encoding="ascii") as file:
            before = file.read()
        self.server.stop()
        with open(f"{self.server.data}/pg_hba.conf", "w", encoding="ascii") as file:
            file.write(lines + before)
        settings = dict(self.server.settings)

        def restore():
            self.server.stop()
            with open(f"{self.server.data}/pg_hba.conf", "w", encoding="ascii") as file:
                file.write(before)
            self.server.settings = settings
            self.server.start()
        self.addCleanup(restore)
        # The socket keeps its name, which has the port.
        self.server.settings = {**settings, "listen_addresses": "127.0.0.1", "port": str(port)}
        self.server.start()
        os.symlink(f"{self.server.folder}/.s.PGSQL.{port}", f"{self.server.folder}/.s.PGSQL.5432")
        self.addCleanup(os.unlink, f"{self.server.folder}/.s.PGSQL.5432")
        return port

    def test_a_server_without_tls_is_refused_where_it_is_needed(self):
        port = self.listen("host all all 127.0.0.1/32 trust\n")
        self.use(f"postgresql://ticketgate@127.0.0.1:{port}/{self.database}?sslmode=verify-full"
                 "&sslrootcert=/etc/ssl/certs/ca-certificates.crt")
        self.fails("server does not support SSL", "has to offer TLS")
        self.use(f"postgresql://ticketgate@192.0.2.1:{port}/{self.database}?sslmode=prefer")
        self.fails("sslmode=verify-full")
        done = self.house.run("check-config")
        self.assertIn(b"sslmode=verify-full", done.stdout + done.stderr)
        self.use(f"postgresql://ticketgate@127.0.0.1:{port}/{self.database}")
        self.works()
        self.is_once()

    @unittest.skipUnless(shutil.which("pgbouncer", path="/usr/sbin:/usr/bin"), "pgbouncer is not installed")
    def test_a_pool_of_transactions_is_enough(self):
        folder = f"{self.server.folder}/pool"
        os.mkdir(folder)
        with open(f"{folder}/users", "w", encoding="ascii") as file:
            file.write('"ticketgate" ""\n')
        with open(f"{folder}/ini", "w", encoding="ascii") as file:
            file.write(f"[databases]\n{self.database} = host={self.server.folder} user=ticketgate\n[pgbouncer]\n"
                       f"unix_socket_dir = {folder}\nunix_socket_mode = 0777\nlisten_port = 5432\nauth_type = any\n"
                       f"pool_mode = transaction\ndefault_pool_size = 2\nserver_reset_query_always = 1\n"
                       f"auth_file = {folder}/users\nlogfile = {folder}/log\n")
        for path in (folder, f"{folder}/users", f"{folder}/ini"):
            shutil.chown(path, *postgres_user())
        pool = server_process.start([*(self.server.become or ["setpriv"]), "--pdeathsig=KILL",
                                     shutil.which("pgbouncer", path="/usr/sbin:/usr/bin"), f"{folder}/ini"],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(pool.wait)
        self.addCleanup(pool.kill)
        end = time.monotonic() + 20
        while not os.path.exists(f"{folder}/.s.PGSQL.5432") and time.monotonic() < end:
            time.sleep(0.05)
        self.use(f"postgresql://ticketgate@/{self.database}?host={folder}")
        threads = [threading.Thread(target=self.works, args=(f"pool{n % 6}",)) for n in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.is_once(6)
        self.assertEqual(self.house.run("prune").returncode, 0)
        self.assertEqual(self.house.run("status").returncode, 0)

    def test_a_full_disk_is_told_and_passes(self):
        place = f"{self.server.folder}/small"
        if os.geteuid() != 0 or subprocess.run(["mkdir", place], check=False).returncode != 0 or \
                subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m,mode=700", "none", place], check=False,
                               stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("cannot mount a small file system")
        try:
            shutil.chown(place, *postgres_user())
            self.server.run(f"CREATE TABLESPACE small LOCATION '{place}'", "template1")
            self.server.run(f"ALTER DATABASE {self.database} SET TABLESPACE small", "template1")
            self.works()
            with open(f"{place}/ballast", "wb") as file:
                file.write(bytes(2 << 20))
            self.server.run("CREATE TABLE filler (a text)", self.database)
            with self.assertRaises(subprocess.CalledProcessError):
                for _ in range(4000):
                    self.server.run("INSERT INTO filler SELECT repeat(md5(i::text), 60) FROM generate_series(1, 300) i",
                                    self.database)
            for n in range(40):  # the tables have some room
                if self.deliver(f"more{n}").returncode == TEMPORARY:
                    break
            else:
                self.fail("the disk is not full")
            os.unlink(f"{place}/ballast")  # also to drop a table takes some room
            self.server.run("DROP TABLE filler", self.database)
            for again in range(n + 1):
                self.works(f"more{again}")
            self.is_once(n + 2)
        finally:
            self.server.run(f"DROP DATABASE {self.database} WITH (FORCE)", "template1")
            self.server.run("DROP TABLESPACE small", "template1")
            subprocess.run(["umount", place], check=True)


@postgres.needs_postgres
@unittest.skipUnless(os.geteuid() == 0 and shutil.which("openssl"), "takes root, and openssl")
class TlsTest(unittest.TestCase):
    """A server on an address that is not loopback, in a network of its own."""

    ADDRESS, NAME = "192.0.2.7", "db.example.org"

    @classmethod
    def setUpClass(cls):
        network = subprocess.Popen(["unshare", "--net", "sh", "-c",
                                    f"ip link set lo up && ip addr add {cls.ADDRESS}/32 dev lo && echo && exec sleep 600"],
                                   stdout=subprocess.PIPE)
        cls.addClassCleanup(network.stdout.close)
        cls.addClassCleanup(network.wait)
        cls.addClassCleanup(network.kill)
        if not network.stdout.readline():
            raise unittest.SkipTest("cannot make a network")
        cls.enter = ["nsenter", f"--net=/proc/{network.pid}/ns/net"]
        cls.server = postgres.Postgres(address=cls.ADDRESS, enter=cls.enter)
        cls.addClassCleanup(cls.server.close)
        cls.certificate, key = make_certificate(cls.server.folder, "server", f"DNS:{cls.NAME}")
        shutil.chown(key, *postgres_user())
        for name, value in (("ssl_cert_file", cls.certificate), ("ssl_key_file", key), ("ssl", "on")):
            cls.server.run(f"ALTER SYSTEM SET {name} = '{value}'", "template1")
        cls.server.run("SELECT pg_reload_conf()", "template1")
        cls.database = cls.server.new_database()

    def setUp(self):
        self.house = House()
        self.addCleanup(self.house.close)

    def told(self, options, name=NAME, more="", env=None):
        """The exit status of a command that opens the journal, and what it says."""
        self.house.write_config(journal=f"{self.house.state}/journal.db\nurl = postgresql://ticketgate@{name}/{self.database}"
                                        f"?hostaddr={self.ADDRESS}{options}\n{more}")
        done = subprocess.run([*self.enter, TICKETGATE, "prune", "--config", self.house.config], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60, check=False, env={**os.environ, **(env or {})})
        return done.returncode, done.stderr.decode()

    def test_name_and_authority_are_checked_without_a_word(self):
        ours = f"&sslrootcert={self.certificate}"
        self.assertEqual(self.told(ours), (0, ""))
        for name, options, env, word in (("other.example.org", ours, {}, "does not match host name"),
                                         (self.NAME, "", {}, "certificate verify failed"),
                                         (self.NAME, "", {"PGSSLMODE": "require"}, "certificate verify failed"),
                                         (self.NAME, "", {"PGSSLROOTCERT": "/etc/hostname"}, "/etc/hostname")):
            status, text = self.told(options, name, env=env)
            self.assertNotEqual(status, 0)
            self.assertIn(word, text)
            self.assertIn("has to offer TLS with a certificate for the name", text)

    def test_only_insecure_allows_less_and_says_so(self):
        for mode in ("disable", "allow", "prefer", "require", "verify-ca"):
            status, text = self.told(f"&sslmode={mode}&sslrootcert={self.certificate}")
            self.assertNotEqual(status, 0)
            self.assertIn(f"with sslmode={mode}, others on the network could read", text)
        for options in ("&sslmode=require", "&sslmode=disable"):
            status, text = self.told(options, more="insecure = yes\n")
            self.assertEqual(status, 0, text)
            self.assertIn("[journal] insecure = yes", text)
        status, text = self.told("", more="insecure = yes\n")  # alone it weakens nothing
        self.assertNotEqual(status, 0)
        self.assertIn("certificate verify failed", text)

    def test_a_certificate_of_the_client_is_enough(self):
        certificate, key = make_certificate(self.server.folder, "certified", "DNS:mx1.example.org")
        with open(f"{self.server.data}/pg_hba.conf", encoding="ascii") as file:
            before = file.read()

        def restore():
            with open(f"{self.server.data}/pg_hba.conf", "w", encoding="ascii") as file:
                file.write(before)
            self.server.run("SELECT pg_reload_conf()", "template1")
        self.addCleanup(restore)
        with open(f"{self.server.data}/pg_hba.conf", "w", encoding="ascii") as file:
            file.write(f"hostssl {self.database} ticketgate 0.0.0.0/0 cert map=names\n{before}")
        with open(f"{self.server.data}/pg_ident.conf", "w", encoding="ascii") as file:
            file.write("names certified ticketgate\n")
        self.server.run(f"ALTER SYSTEM SET ssl_ca_file = '{certificate}'", "template1")
        self.server.run("SELECT pg_reload_conf()", "template1")
        ours = f"&sslrootcert={self.certificate}"
        self.assertEqual(self.told(f"{ours}&sslcert={certificate}&sslkey={key}"), (0, ""))
        status, text = self.told(ours)
        self.assertNotEqual(status, 0)
        self.assertIn("valid client certificate", text)


def postgres_user():
    user = postgres.other_user()
    return user.pw_uid, user.pw_gid


if __name__ == "__main__":
    unittest.main()
