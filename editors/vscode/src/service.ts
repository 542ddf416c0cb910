/** The server's life: found, started, ended and started anew, one after another. */

import { type Run, startProblem, versionProblem } from "./diagnose";
import { locate, type Surroundings } from "./locate";

/** A connection to a server. */
export interface Connection {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** What the service needs of the editor. */
export interface Host {
  surroundings(): Surroundings;
  run: Run;
  /** A connection to the server that a program is, not yet started. */
  connect(program: string): Connection;
  /** Keep a line for who looks at the output. */
  log(line: string): void;
  /** Show the user why there is no server. */
  report(problem: string): void;
}

/** One server for all of a window. */
export class Service {
  private connection: Connection | undefined;
  private last: Promise<void> = Promise.resolve();

  /** `patience` is how many milliseconds a server has to start, and to end. */
  constructor(
    private readonly host: Host,
    private readonly patience = 15_000,
  ) {}

  /** Start the server, after ending the one that runs. */
  restart(): Promise<void> {
    return this.afterwards(async () => {
      await this.end();
      await this.begin();
    });
  }

  /** End the server, if one runs. */
  stop(): Promise<void> {
    return this.afterwards(() => this.end());
  }

  private afterwards(step: () => Promise<void>): Promise<void> {
    this.last = this.last.then(step).catch((error: unknown) => this.host.report(`Mooring: ${String(error)}`));
    return this.last;
  }

  private async begin(): Promise<void> {
    const located = await locate(this.host.surroundings());
    if ("problem" in located) {
      this.host.report(located.problem);
      return;
    }
    const { program } = located;
    const { run } = this.host;
    const problem = (await versionProblem(program, run)) ?? (await startProblem(program, run));
    if (problem !== undefined) {
      this.host.report(problem);
      return;
    }
    this.host.log(`starting ${program} lsp`);
    this.connection = this.host.connect(program);
    try {
      await within(this.patience, this.connection.start());
    } catch (error) {
      this.host.report(`\`${program} lsp\` does not start: ${String(error)}`);
    }
  }

  private async end(): Promise<void> {
    const { connection } = this;
    this.connection = undefined;
    try {
      await within(this.patience, connection?.stop());
    } catch (error) {
      this.host.log(`the server did not end by itself: ${String(error)}`);
    }
  }
}

async function within(milliseconds: number, work: Promise<void> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer")), milliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
