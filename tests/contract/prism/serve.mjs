// Prism as its command line starts it, but all servers of the tests in one process.
//
// usage: node serve.mjs SERVERS
//
// SERVERS is a JSON array of {document, port, upstream}: a proxy that refuses what breaks the document, in requests and
// in answers; without an upstream, a mock. Prints "ready" when all of them listen, then what Prism says about requests.
import { createSingleProcessPrism } from "@stoplight/prism-cli/dist/util/createServer.js";

for (const { document, port, upstream } of JSON.parse(process.argv[2]))
  await createSingleProcessPrism({
    document,
    port,
    host: "127.0.0.1",
    cors: false,
    dynamic: false,
    errors: true,
    validateRequest: true,
    ignoreExamples: false,
    verboseLevel: "error",
    ...(upstream ? { upstream: new URL(upstream) } : {}),
  });
console.log("ready");
