export interface Server {
  readonly url: string;
  readonly socket: string;
  start(flags?: string[]): Promise<void>;
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  signIn(userId: string): Promise<string>;
}
export function startServer(flags?: string[], where?: { address?: string; enter?: string[] }): Promise<Server>;
