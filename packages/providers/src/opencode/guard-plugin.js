/**
 * Loaded by OpenCode, not by us. OpenCode gives its own environment to every command that it runs, the password of its
 * server with it; what a plugin returns here is put over that. So the password stays with the server.
 */
export const PlumblineGuard = async () => ({
  'shell.env': async (_input, output) => {
    output.env.OPENCODE_SERVER_PASSWORD = '';
  },
});
