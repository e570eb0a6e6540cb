"""A provider: a Dovecot whose mailbox can be opened with a password or an access token, for IMAP and for submission,
and which checks logins for a Postfix."""

import os
import shutil

from dovecot_instance import PASSWORD, USER, Dovecot, version
from harness import free_port
from oauth_server import DOVECOT_SECRET


class DovecotProvider(Dovecot):
    """`oauth` is the server that checks the tokens; None: only passwords. Submission forwards to `relay_port`."""

    def __init__(self, oauth, relay_port):
        self.oauth, self.relay_port = oauth, relay_port
        self.submission_port, self.submissions_port = free_port(), free_port()
        self.has_submission = os.path.exists("/usr/lib/dovecot/submission")
        super().__init__()

    @property
    def auth_socket(self):
        return os.path.join(self.folder, "run", "postfix-auth")

    def write_configuration(self):
        self.passwords = os.path.join(self.folder, "passwd")
        with open(self.passwords, "w", encoding="ascii") as file:
            file.write(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        shutil.chown(self.passwords, "dovecot")
        os.chmod(self.passwords, 0o600)
        own = self.settings_of_2_4() if version() >= (2, 4) else self.settings_of_2_3()
        with open(os.path.join(self.folder, "dovecot.conf"), "w", encoding="ascii") as file:
            file.write(own + self.settings_of_both())

    def settings_of_both(self):
        oauth = " xoauth2 oauthbearer" if self.oauth else ""
        text = f"""base_dir = {self.folder}/run
state_dir = {self.folder}/state
instance_name = {os.path.basename(self.folder)}
log_path = {self.folder}/log
listen = 127.0.0.1
first_valid_uid = 1
ssl = required
auth_mechanisms = plain login{oauth}
auth_failure_delay = 0
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {self.port}
  }}
}}
service auth {{
  unix_listener postfix-auth {{
    mode = 0666
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""
        if self.has_submission:
            text += f"""submission_relay_host = 127.0.0.1
submission_relay_port = {self.relay_port}
hostname = provider.example
service submission-login {{
  chroot =
  inet_listener submission {{
    port = {self.submission_port}
  }}
  inet_listener submissions {{
    port = {self.submissions_port}
    ssl = yes
  }}
}}
"""
        return text

    def settings_of_2_3(self):
        oauth = ""
        if self.oauth:
            path = os.path.join(self.folder, "oauth2.conf")
            with open(path, "w", encoding="ascii") as file:
                file.write(f"""introspection_mode = post
introspection_url = http://dovecot:{DOVECOT_SECRET}@127.0.0.1:{self.oauth.port}/token/introspection
username_attribute = username
active_attribute = active
active_value = true
""")
            shutil.chown(path, "dovecot")
            os.chmod(path, 0o600)
            oauth = f"""passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {path}
}}
"""
        return oauth + f"""protocols = imap{" submission" if self.has_submission else ""}
mail_location = maildir:{self.maildir}
ssl_cert = <{self.certificate}
ssl_key = <{self.key}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = {self.passwords}
}}
userdb {{
  driver = static
  args = uid={self.owner.pw_uid} gid={self.owner.pw_gid} home={self.maildir}
}}
"""

    def settings_of_2_4(self):
        """The first line of the configuration must say for which version it is."""
        submission = "  submission = yes\n" if self.has_submission else ""
        oauth = f"""oauth2 {{
  introspection_mode = post
  introspection_url = http://dovecot:{DOVECOT_SECRET}@127.0.0.1:{self.oauth.port}/token/introspection
  username_attribute = username
  active_attribute = active
  active_value = true
}}
passdb oauth2 {{
  mechanisms_filter = xoauth2 oauthbearer
}}
""" if self.oauth else ""
        return f"""dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols {{
  imap = yes
{submission}}}
mail_driver = maildir
mail_path = {self.maildir}
ssl_server_cert_file = {self.certificate}
ssl_server_key_file = {self.key}
passdb passwd-file {{
  mechanisms_filter = plain login
  passwd_file_path = {self.passwords}
}}
{oauth}userdb static {{
  fields {{
    uid = {self.owner.pw_uid}
    gid = {self.owner.pw_gid}
    home = {self.maildir}
  }}
}}
"""
