/** Mooring in VS Code: what the other modules ask for, given by the editor. */

import { homedir } from "node:os";
import * as vscode from "vscode";
import { LanguageClient, RevealOutputChannelOn, State } from "vscode-languageclient/node";

import { locateInterpreter, onInterpreterChange } from "./python";
import { command, isProgram, run } from "./server";
import { type Connection, type Host, Service } from "./service";
import { type ServerSettings, serverSettings } from "./settings";

const MANUAL = "https://github.com/mooring/mooring#in-the-editor";

let service: Service | undefined;

/** Start the server with the first file, and anew when the user asks for it or what it depends on has changed. */
export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel("Mooring", { log: true });
  let client: LanguageClient | undefined;
  const host: Host = {
    run,
    surroundings: () => ({
      isWindows: process.platform === "win32",
      home: homedir(),
      searchPath: process.env["PATH"] ?? "",
      setting: section().get<string>("path") ?? "",
      isTrusted: vscode.workspace.isTrusted,
      folders: (vscode.workspace.workspaceFolders ?? []).filter(isLocal).map((folder) => folder.uri.fsPath),
      interpreter: locateInterpreter,
      isProgram,
    }),
    connect(program: string): Connection {
      client = newClient(program, output);
      return client;
    },
    log: (line) => output.info(line),
    report: (problem) => void show(problem, output),
  };
  const running = new Service(host);
  service = running;
  const restart = (): void => void running.restart();
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("mooring.restart", () => running.restart()),
    vscode.commands.registerCommand("mooring.showOutput", () => output.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("mooring.path")) {
        restart();
      } else if (event.affectsConfiguration("mooring") && client?.isRunning()) {
        void client.sendNotification("workspace/didChangeConfiguration", { settings: { mooring: settings() } });
      }
    }),
  );
  whenAFileIsOpen(context, async () => {
    await running.restart();
    context.subscriptions.push(onInterpreterChange(restart));
  });
}

/** End the server. */
export async function deactivate(): Promise<void> {
  await service?.stop();
}

function whenAFileIsOpen(context: vscode.ExtensionContext, act: () => Promise<void>): void {
  const isFile = (document: vscode.TextDocument): boolean => document.uri.scheme === "file";
  if (vscode.workspace.textDocuments.some(isFile)) {
    void act();
    return;
  }
  const waiting = vscode.workspace.onDidOpenTextDocument((document) => {
    if (isFile(document)) {
      waiting.dispose();
      void act();
    }
  });
  context.subscriptions.push(waiting);
}

function newClient(program: string, output: vscode.LogOutputChannel): LanguageClient {
  const client = new LanguageClient("mooring", "Mooring", command(program), {
    documentSelector: [{ scheme: "file" }],
    initializationOptions: settings(),
    initializationFailedHandler: () => false,
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
  });
  client.onDidChangeState(({ newState }) => {
    void vscode.commands.executeCommand("setContext", "mooring.isRunning", newState === State.Running);
  });
  return client;
}

async function show(problem: string, output: vscode.LogOutputChannel): Promise<void> {
  output.error(problem);
  const [manual, settings, log] = ["How to Install", "Open Settings", "Show Output"] as const;
  const chosen = await vscode.window.showErrorMessage(problem, manual, settings, log);
  if (chosen === manual) {
    await vscode.env.openExternal(vscode.Uri.parse(MANUAL));
  } else if (chosen === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "mooring.path");
  } else if (chosen === log) {
    output.show();
  }
}

function section(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("mooring");
}

function settings(): ServerSettings {
  return serverSettings(section());
}

function isLocal(folder: vscode.WorkspaceFolder): boolean {
  return folder.uri.scheme === "file";
}
