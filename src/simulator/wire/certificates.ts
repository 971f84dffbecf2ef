import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext, type SecureContext } from "node:tls";
import { generate, type GenerateResult } from "selfsigned";

/** The rehearsal's own certificate authority: its file is trusted by whoever is started with it, by nobody else. */
export interface Certificates {
  readonly caFile: string;
  /** A certificate for one host name, made at its first use. */
  contextFor(host: string): Promise<SecureContext>;
}

const options = { keyType: "ec", algorithm: "sha256" } as const;

export async function createCertificates(folder: string): Promise<Certificates> {
  const ca = await generate([{ name: "commonName", value: "Rehearsal CA" }], {
    ...options,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const caFile = join(folder, "ca.pem");
  writeFileSync(caFile, ca.cert);
  const made = new Map<string, Promise<SecureContext>>();
  return {
    caFile,
    contextFor: async (host) => {
      const context = made.get(host) ?? leafFor(host, ca);
      made.set(host, context);
      return context;
    },
  };
}

async function leafFor(host: string, ca: GenerateResult): Promise<SecureContext> {
  const leaf = await generate([{ name: "commonName", value: host.slice(0, 64) }], {
    ...options,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "subjectAltName", altNames: [{ type: 2, value: host }] },
    ],
  });
  return createSecureContext({ key: leaf.private, cert: leaf.cert });
}
