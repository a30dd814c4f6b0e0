/** Hands the user a file that the page made. */

/** Letters, digits and dashes of a title, in any script; never empty. */
export function fileName(title: string, extension: string): string {
  const stem = title.trim().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 80)
  return `${stem || 'chart'}.${extension}`
}

export function saveUrl(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}

export function saveText(text: string, type: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  saveUrl(url, name)
  // The download has begun in this turn; the address may go in the next.
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
