import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { serverSettings } from "../src/settings";

const ROOT = `${__dirname}/../..`;
const manifest = JSON.parse(readFileSync(`${ROOT}/package.json`, "utf8"));
const properties: Record<string, { scope: string; default: unknown; enum?: string[] }> = manifest.contributes.configuration.properties;

test("what a repository's settings must not choose is the user's alone", () => {
  const open = Object.entries(properties).filter(([, one]) => one.scope !== "machine");
  assert.deepEqual(open.map(([name]) => name), ["mooring.show"]);
});

test("an untrusted workspace is served, with limits", () => {
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, "limited");
});

test("the server's settings are those of the manifest, less the program", () => {
  const asked: string[] = [];
  serverSettings({ get: (name) => void asked.push(`mooring.${name}`) });
  assert.deepEqual(new Set([...asked, "mooring.path"]), new Set(Object.keys(properties)));
});

test("settings that are not set are not sent", () => {
  const defaults = { get: <T>(name: string) => properties[`mooring.${name}`]?.default as T };
  assert.deepEqual(serverSettings(defaults), { online: false });
  const all: Record<string, unknown> = { config: "~/p.yaml", show: "note", online: true };
  assert.deepEqual(serverSettings({ get: <T>(name: string) => all[name] as T }), all);
});

test("the version is said in the changes", () => {
  assert.ok(readFileSync(`${ROOT}/CHANGELOG.md`, "utf8").includes(`## ${manifest.version}\n`));
});

test("no registry's address is in the lock", () => {
  const lock = JSON.parse(readFileSync(`${ROOT}/package-lock.json`, "utf8"));
  for (const { resolved = "https://registry.npmjs.org/" } of Object.values<{ resolved?: string }>(lock.packages)) {
    assert.ok(resolved.startsWith("https://registry.npmjs.org/"), resolved);
  }
});
