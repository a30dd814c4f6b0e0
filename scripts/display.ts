/** A display to open windows on: the one that is there, or an Xvfb of our own for as long as it is needed. */
import { spawn } from 'node:child_process'

export interface Display {
  /** To be merged into the environment of the program that opens the window. */
  environment: Record<string, string>
  close: () => void
}

export const hasDisplay = (): boolean => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/** `size` is that of the screen in pixels. */
export async function openDisplay(size = '1920x1200'): Promise<Display> {
  if (hasDisplay()) return { environment: {}, close: () => undefined }
  // It finds a free number by itself and writes it to descriptor 3.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp', '-noreset'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const number = await new Promise<string>((resolve, reject) => {
    server.on('error', () => reject(new Error('there is no display, and Xvfb is not installed')))
    server.on('exit', (code) => reject(new Error(`Xvfb ended with exit code ${code}`)))
    server.stdio[3]?.once('data', (data: Buffer) => resolve(data.toString().trim()))
  })
  server.unref()
  return { environment: { DISPLAY: `:${number}` }, close: () => void server.kill() }
}
