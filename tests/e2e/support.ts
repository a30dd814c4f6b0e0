/** What a person does with files in the window. */
import type { Page } from 'playwright-core'
import type { Seqbench } from './launch.ts'

/** What a drop from the file manager does: Chromium itself is told of the files. */
export async function dropFile(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const at = { x: 700, y: 450, data: { items: [], files: [path], dragOperationsMask: 1 } }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, ...at })
  await session.detach()
}

/** The next dialog that asks for files or a folder gets this answer. */
export async function answerDialog({ app }: Seqbench, paths: string[]): Promise<void> {
  await app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths })
  }, paths)
}
