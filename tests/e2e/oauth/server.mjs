// An OAuth 2.0 authorisation server for the end-to-end tests: tokens by client credentials (RFC 6749, section 4.4),
// by a person's consent with PKCE (RFC 7636) and by refresh tokens that rotate (section 6); introspection (RFC 7662)
// for Dovecot; revocation (RFC 7009). Every token is for the mailbox of the user "support". It listens on loopback
// and prints its port.
//
// usage: node server.mjs SECRET_OF_TICKETGATE SECRET_OF_DOVECOT
import http from 'node:http';
import Provider from 'oidc-provider';

const [ticketgateSecret, dovecotSecret] = process.argv.slice(2);
const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [
      {
        client_id: 'ticketgate', client_secret: ticketgateSecret, application_type: 'native',
        grant_types: ['client_credentials', 'authorization_code', 'refresh_token'], response_types: ['code'],
        redirect_uris: ['http://localhost/'], token_endpoint_auth_method: 'client_secret_post',
      },
      { client_id: 'dovecot', client_secret: dovecotSecret, grant_types: [], response_types: [], redirect_uris: [] },
    ],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true },
    },
    scopes: ['offline_access', 'mail'],
    pkce: { required: () => true, methods: ['S256'] },
    findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    extraTokenClaims: () => ({ username: 'support' }),
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    ttl: { AccessToken: 3600, ClientCredentials: 3600 },
  });
  server.on('request', provider.callback());
  console.log(port);
});
