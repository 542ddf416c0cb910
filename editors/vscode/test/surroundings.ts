/** A machine that a test makes up. */

import type { Surroundings } from "../src/locate";

/** Surroundings in which nothing is found but `programs`, unless said otherwise. */
export function surroundings(programs: readonly string[], given: Partial<Surroundings> = {}): Surroundings {
  return {
    isWindows: false,
    home: "/home/me",
    searchPath: "/usr/local/bin:/usr/bin",
    setting: "",
    isTrusted: true,
    folders: ["/work/app"],
    interpreter: () => Promise.resolve(undefined),
    isProgram: (file) => Promise.resolve(programs.includes(file)),
    ...given,
  };
}
