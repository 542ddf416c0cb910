import assert from "node:assert/strict";
import { test } from "node:test";

import { locate, type Surroundings } from "../src/locate";
import { surroundings } from "./surroundings";

const VENV = "/work/app/.venv/bin/mooring";
const OTHER = "/work/app/venv/bin/mooring";
const CHOSEN = "/opt/env/bin/mooring";
const ON_PATH = "/usr/bin/mooring";
const MINE = "/home/me/bin/mooring";
const EVERYWHERE = [VENV, OTHER, CHOSEN, ON_PATH, MINE];
const interpreter = () => Promise.resolve("/opt/env/bin/python");

const FOUND: [string, readonly string[], Partial<Surroundings>, string][] = [
  ["the setting comes first", EVERYWHERE, { setting: MINE, interpreter }, MINE],
  ["the setting may start in the home folder", EVERYWHERE, { setting: "~/bin/mooring" }, MINE],
  ["then the interpreter that was chosen", EVERYWHERE, { interpreter }, CHOSEN],
  ["then .venv", EVERYWHERE, {}, VENV],
  ["then venv", [OTHER, ON_PATH], {}, OTHER],
  ["then PATH", [ON_PATH], { interpreter }, ON_PATH],
  ["every folder's environment is looked into", [VENV], { folders: ["/work/other", "/work/app"] }, VENV],
  ["an untrusted workspace's environment is passed by", EVERYWHERE, { isTrusted: false, interpreter }, ON_PATH],
  ["an untrusted workspace leaves the setting as it is", EVERYWHERE, { isTrusted: false, setting: MINE }, MINE],
  ["relative folders of PATH are passed by", ["bin/mooring", "mooring", ON_PATH], { searchPath: "bin::.:/usr/bin" }, ON_PATH],
  [
    "Windows has its own names",
    ["C:\\app\\.venv\\Scripts\\mooring.exe"],
    { isWindows: true, folders: ["C:\\app"], searchPath: "C:\\Windows" },
    "C:\\app\\.venv\\Scripts\\mooring.exe",
  ],
  [
    "Conda on Windows has its scripts below the interpreter",
    ["C:\\conda\\Scripts\\mooring.exe"],
    { isWindows: true, interpreter: () => Promise.resolve("C:\\conda\\python.exe") },
    "C:\\conda\\Scripts\\mooring.exe",
  ],
  ["PATH of Windows", ["D:\\bin\\mooring.exe"], { isWindows: true, searchPath: "C:\\Windows;D:\\bin" }, "D:\\bin\\mooring.exe"],
];

for (const [name, programs, given, program] of FOUND) {
  test(name, async () => {
    assert.deepEqual(await locate(surroundings(programs, given)), { program });
  });
}

const MISSING: [string, Partial<Surroundings>, RegExp][] = [
  ["nothing is found", {}, /not found: install it with its extra, `mooring\[lsp\]`.*`mooring\.path`/],
  ["nothing is found, and trust is lacking", { isTrusted: false }, /not found \(this workspace is not trusted, /],
  ["the setting names nothing", { setting: "/gone/mooring" }, /`\/gone\/mooring`, which is no program: mend it/],
  ["the setting is relative, and would be the repository's", { setting: ".venv/bin/mooring" }, /write the program's absolute path/],
  ["a name alone is relative too", { setting: "mooring" }, /write the program's absolute path/],
];

for (const [name, given, expected] of MISSING) {
  test(name, async () => {
    const located = await locate(surroundings(["mooring", ".venv/bin/mooring"], given));
    assert.ok("problem" in located);
    assert.match(located.problem, expected);
  });
}

test("nobody is asked for an interpreter of an untrusted workspace", async () => {
  const asked: string[] = [];
  const interpreter = (folder: string) => Promise.resolve(void asked.push(folder));
  await locate(surroundings([], { isTrusted: false, interpreter }));
  assert.deepEqual(asked, []);
});
