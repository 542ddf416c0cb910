/** The settings that the server reads, as it wants them. */

/** A section of the editor's settings. */
export interface Section {
  get<T>(name: string): T | undefined;
}

/** What is sent as initialization options, and under `mooring` when it changes. */
export interface ServerSettings {
  readonly config?: string;
  readonly show?: string;
  readonly online: boolean;
}

/** The server's settings in the section `mooring`; what is empty is left out. */
export function serverSettings(section: Section): ServerSettings {
  const config = section.get<string>("config");
  const show = section.get<string>("show");
  return {
    ...(config ? { config } : {}),
    ...(show ? { show } : {}),
    online: section.get<boolean>("online") === true,
  };
}
