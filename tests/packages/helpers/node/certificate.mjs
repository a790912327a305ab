/** A certificate for `localhost` and `127.0.0.1`, made for one run: X.509 version 3, signed with its own key (RFC 5280). */

import { generateKeyPairSync, sign } from "node:crypto";

/** A value in DER: its tag, its length and its parts. */
function der(tag, ...parts) {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length } = body;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const sequence = (...parts) => der(0x30, ...parts);
const ECDSA_WITH_SHA256 = sequence(der(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));
const COMMON_NAME = der(0x06, [0x55, 0x04, 0x03]);
const SUBJECT_ALT_NAME = der(0x06, [0x55, 0x1d, 0x11]);

/** Returns `{ key, cert }` for a server of https; `cert` is also the `ca` of its clients. */
export function makeCertificate() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, "localhost"))));
  const hosts = sequence(der(0x82, "localhost"), der(0x87, [127, 0, 0, 1]));
  const contents = sequence(
    der(0xa0, der(0x02, [2])), // version 3
    der(0x02, [1]), // the serial number
    ECDSA_WITH_SHA256,
    name,
    sequence(der(0x18, "20200101000000Z"), der(0x18, "99991231235959Z")),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(sequence(SUBJECT_ALT_NAME, der(0x04, hosts)))),
  );
  const signature = der(0x03, [0], sign("sha256", contents, privateKey));
  const base64 = sequence(contents, ECDSA_WITH_SHA256, signature).toString("base64");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}
