import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  ShutdownRequest,
} from "vscode-languageserver-protocol/node";

import { startProblem, versionProblem } from "../src/diagnose";
import { locate } from "../src/locate";
import { command, isProgram, run } from "../src/server";
import { serverSettings } from "../src/settings";
import { surroundings } from "./surroundings";

/** The Mooring that is on PATH; without one the test is skipped, unless MOORING_REQUIRED says that there is one. */
async function installed(context: TestContext): Promise<string | undefined> {
  const located = await locate(surroundings([], { folders: [], searchPath: process.env["PATH"] ?? "", isProgram }));
  if ("program" in located) {
    return located.program;
  }
  assert.ok(!process.env["MOORING_REQUIRED"], located.problem);
  context.skip(located.problem);
  return undefined;
}

async function folder(context: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "mooring-"));
  context.after(() => rm(made, { recursive: true }));
  return made;
}

test("the installed Mooring is found, answers, and judges a Dockerfile as it is typed", async (context) => {
  const program = await installed(context);
  if (program === undefined) {
    return;
  }
  assert.equal(await versionProblem(program, run), undefined);
  assert.equal(await startProblem(program, run), undefined);
  const root = await folder(context);
  const uri = pathToFileURL(join(root, "Dockerfile")).href;
  const { command: file, args, options } = command(program);
  const server = spawn(file, args, { ...options, stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => server.on("exit", resolve));
  const connection = createProtocolConnection(server.stdout, server.stdin);
  const published: Diagnostic[][] = [];
  let heard = (): void => undefined;
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri: about, diagnostics }) => {
    assert.equal(about, uri);
    published.push(diagnostics);
    heard();
  });
  const next = async (): Promise<Diagnostic[]> => {
    while (published.length === 0) {
      await new Promise<void>((resolve) => (heard = resolve));
    }
    return published.shift() ?? [];
  };
  connection.listen();
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: pathToFileURL(root).href,
    workspaceFolders: [{ uri: pathToFileURL(root).href, name: "root" }],
    capabilities: {},
    initializationOptions: serverSettings({ get: () => undefined }),
  });
  await connection.sendNotification(InitializedNotification.type, {});
  await connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "dockerfile", version: 1, text: "# é\nFROM nginx\n" },
  });
  const [found] = await next();
  assert.equal(found?.code, "implicit-latest");
  assert.deepEqual(found?.range, { start: { line: 1, character: 5 }, end: { line: 1, character: 10 } });
  await connection.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start: { line: 1, character: 10 }, end: { line: 1, character: 10 } }, text: ":1.29" }],
  });
  assert.deepEqual(await next(), []);
  await connection.sendRequest(ShutdownRequest.type);
  await connection.sendNotification(ExitNotification.type);
  assert.equal(await ended, 0);
  connection.dispose();
});

test("what a program says that cannot serve is passed on", async (context) => {
  const root = await folder(context);
  const program = join(root, "mooring");
  await writeFile(program, "#!/bin/sh\necho 'mooring: the language server needs pygls' >&2\nexit 2\n", { mode: 0o755 });
  assert.match((await startProblem(program, run)) ?? "", /does not start: the language server needs pygls$/);
  assert.match((await versionProblem(program, run)) ?? "", /says: mooring: the language server needs pygls$/);
});

test("a program that cannot be run is no program", async (context) => {
  const root = await folder(context);
  const file = join(root, "mooring");
  assert.equal(await isProgram(file), false);
  await writeFile(file, "");
  assert.equal(await isProgram(file), false);
  assert.equal(await isProgram(root), false);
  assert.equal((await run(file, [])).code, null);
});
