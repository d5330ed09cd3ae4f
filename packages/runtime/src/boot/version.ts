/** Of the whole program; equal to the workspace's package.json. */
export const version = '0.1.0';
