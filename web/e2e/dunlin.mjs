import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Starts `binary serve` on a free port with data of its own. Answers the address to open (it holds the key) once it is
 * printed; `stop` ends the server and removes the data.
 */
export async function startDunlin(binary) {
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-browser-'));
  const outside = Object.entries(process.env).filter(([name]) => !name.startsWith('DUNLIN_'));
  const child = spawn(binary, ['serve'], {
    env: { ...Object.fromEntries(outside), DUNLIN_DATA_DIR: folder, DUNLIN_LISTEN: '127.0.0.1:0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const said = [];
  child.stderr.on('data', (bytes) => said.push(String(bytes)));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const address = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      const found = line.match(/https?:\/\/\S+#key=\S+/)?.[0];
      if (found) resolve(found);
    });
  });
  const first = await Promise.race([address, ended]);
  if (typeof first === 'string') return { address: first, stop };
  await rm(folder, { recursive: true, force: true });
  throw new Error(`Dunlin did not start:\n${said.join('\n')}`);
}
