/** Videos that are refused before the window is asked, each with what is wrong and what to do; and what the window answers, played here. The pictures themselves: tests/e2e/videos.e2e.ts. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { decodeVideo } from '../../../src-main/datasets/frames/decode-video.ts'
import { connectWindow } from '../../../src-main/datasets/frames/window-decoder.ts'
import type { VideoAnswer, VideoRequest } from '../../../src-shared/contract/video-decoding.ts'
import { describeRejection, type RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { newFolder } from '../files.ts'

const clips = join(import.meta.dirname, '../fixtures/clips')
const fixture = (name: string): Buffer => readFileSync(join(clips, name))
const same = (bytes: Buffer): Buffer => bytes
afterEach(() => void connectWindow(null))

/** A file of its own, made from a fixture. */
function changed(name: string, change: (bytes: Buffer) => Buffer): string {
  const path = join(newFolder().path, name)
  writeFileSync(path, change(fixture(name)))
  return path
}

/** 32 bits at `skip` bytes behind the last of a box's name: brands at the beginning are called alike. */
function patch(bytes: Buffer, box: string, skip: number, value: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt32BE(value >>> 0, copy.lastIndexOf(box) + 4 + skip)
  return copy
}

async function refusal(path: string, extension: string): Promise<{ code: string; words: string }> {
  const refused = await decodeVideo(path, extension)
  if (!('code' in refused)) throw new Error('it was decoded')
  return { code: refused.code, words: describeRejection(refused) }
}

describe('videos that are refused', () => {
  it.each<[string, string, (bytes: Buffer) => Buffer, string, RejectionReason['code'], RegExp]>([
    ['only sound', 'sound.mp4', same, 'mp4', 'media', /no pictures/],
    ['encrypted', 'encrypted.mp4', same, 'mp4', 'media', /encrypted/],
    ['no index (moov): the recorder was cut off', 'high.mp4', (bytes) => bytes.subarray(0, bytes.indexOf('moov') - 4), 'mp4', 'media', /index \(moov\) is missing/],
    ['text', 'high.mp4', () => Buffer.from('This is no video at all.'), 'mp4', 'media', /does not begin as a video of MP4/],
    ['nothing', 'high.mp4', () => Buffer.alloc(0), 'mp4', 'media', /does not begin/],
    ['pictures of 65535 x 65535', 'high.mp4', (bytes) => patch(bytes, 'avc1', 24, 0xffffffff), 'mp4', 'media-too-large', /65535 x 65535/],
    ['a codec without a decoder', 'motion-jpeg.mov', same, 'mov', 'media-codec', /convert it to .*ffmpeg -i/],
    ['Windows Media', 'high.mp4', () => Buffer.concat([Buffer.from('3026b2758e66cf11', 'hex'), Buffer.alloc(300)]), 'wmv', 'media-codec', /Windows Media.*ffmpeg -i/],
    ['H.264 where there is no window', 'high.mp4', same, 'mp4', 'media-window', /H\.264.*\(this program has no window\): .*convert the video to/],
    ['H.264 in Matroska where there is no window', 'ten-bits.mkv', same, 'mkv', 'media-window', /H\.264/],
  ])('%s', async (_, name, change, extension, code, words) => {
    const refused = await refusal(changed(name, change), extension)
    expect(refused.code).toBe(code)
    expect(refused.words).toMatch(words)
    expect(refused.words).not.toMatch(/\{\w+\}/)
  })
})

/** A window that answers as `play` says. */
function playWindow(play: (request: VideoRequest) => VideoAnswer | null): VideoRequest[] {
  const asked: VideoRequest[] = []
  const answer = connectWindow((request) => {
    asked.push(request)
    const said = play(request)
    if (said) queueMicrotask(() => answer(said))
  })
  return asked
}

/** A window that decodes: black pictures of the size that was asked for, in the order in which they are shown. */
function playPictures(bytesMore = 0): VideoRequest[] {
  let bytes = 0
  return playWindow((request) => {
    if (request.kind === 'open') bytes = request.width * request.height * 3 + bytesMore
    if (request.kind === 'open') return { id: request.id, kind: 'opened' }
    return request.kind === 'decode' ? { id: request.id, kind: 'pictures', pictures: request.packets.map(({ time }) => ({ rgb: new Uint8Array(bytes), time })).sort((a, b) => a.time - b.time) } : null
  })
}

describe('a window that is started when the first video comes', () => {
  it('is asked once it is there, and what is waited for is told', async () => {
    const started = Promise.withResolvers<void>()
    const asked: string[] = []
    const notes: string[] = []
    const answer = connectWindow(
      ({ id, kind }) => {
        asked.push(kind)
        queueMicrotask(() => answer({ id, kind: 'unsupported' }))
      },
      (note) => {
        note('starting')
        return started.promise
      },
    )
    const decoding = decodeVideo(join(clips, 'high.mp4'), 'mp4', { onNote: (note) => notes.push(note) })
    await expect.poll(() => notes).toEqual(['starting'])
    expect(asked).toEqual([])
    started.resolve()
    expect(await decoding).toMatchObject({ code: 'media-codec' })
  })

  it('and cannot be: the video is refused with the reason', async () => {
    connectWindow(() => undefined, () => Promise.reject(new Error('no Electron here')))
    expect(await refusal(join(clips, 'high.mp4'), 'mp4')).toMatchObject({ code: 'media-window', words: expect.stringMatching(/\(no Electron here\).*ffmpeg -i/) as string })
  })

  it('and does not come: a cancel does not wait for it', async () => {
    const cancel = new AbortController()
    connectWindow(() => undefined, () => new Promise(() => undefined))
    const decoding = decodeVideo(join(clips, 'high.mp4'), 'mp4', { signal: cancel.signal })
    setTimeout(() => cancel.abort(new Error('cancelled')), 50)
    await expect(decoding).rejects.toThrow('cancelled')
  })
})

describe('what the window answers', () => {
  it('that it has no such decoder: told with what to do', async () => {
    playWindow(({ id }) => ({ id, kind: 'unsupported' }))
    expect(await refusal(join(clips, 'hevc.mov'), 'mov')).toMatchObject({ code: 'media-codec', words: expect.stringMatching(/HEVC.*ffmpeg -i/) as string })
  })

  it('that a picture is damaged: told with how many were read', async () => {
    playWindow(({ id, kind }) => (kind === 'open' ? { id, kind: 'opened' } : { id, kind: 'failed', reason: 'Decoding error.' }))
    expect(await refusal(join(clips, 'high.mp4'), 'mp4')).toMatchObject({ code: 'media', words: expect.stringMatching(/after 0 frames \(Decoding error\.\)/) as string })
  })

  it('nothing any more: it has ended', async () => {
    playWindow(({ id, kind }) => (kind === 'open' ? { id, kind: 'opened' } : { kind: 'gone' }))
    expect((await refusal(join(clips, 'high.mp4'), 'mp4')).words).toMatch(/the window that decodes it has ended/)
  })

  it('nothing: a cancel does not wait for it, and it is told to stop', async () => {
    const cancel = new AbortController()
    const asked = playWindow(({ id, kind }) => (kind === 'open' ? { id, kind: 'opened' } : null))
    const decoding = decodeVideo(join(clips, 'high.mp4'), 'mp4', { signal: cancel.signal })
    setTimeout(() => cancel.abort(new Error('cancelled')), 50)
    await expect(decoding).rejects.toThrow('cancelled')
    expect(asked.map(({ kind }) => kind)).toEqual(['open', 'decode', 'close'])
  })

  it.each([['fragments.mp4', 0.6], ['large.mp4', 0.5]])('pictures of what is left of a file that was cut off (%s): it is refused', async (name, share) => {
    playPictures()
    const path = changed(name, (bytes) => bytes.subarray(0, Math.floor(bytes.length * share)))
    expect((await refusal(path, 'mp4')).code).toBe('media')
  })

  it('pictures of another size than was asked for: nothing of them is kept', async () => {
    playPictures(3)
    expect((await refusal(join(clips, 'high.mp4'), 'mp4')).words).toMatch(/another size/)
  })

  it('no more pictures than a preview shows: the rest is not asked for', async () => {
    const asked = playPictures()
    expect(await decodeVideo(join(clips, 'high.mp4'), 'mp4', { most: 4 })).toMatchObject({ shape: [4, 48, 64, 3] })
    expect(asked.map(({ kind }) => kind)).toEqual(['open', 'decode', 'close'])
  })

  it('pictures: never more than a batch of packets on their way, and what the file says of colours', async () => {
    const asked = playPictures()
    expect(await decodeVideo(join(clips, 'full-range.mp4'), 'mp4')).toMatchObject({ shape: [6, 48, 64, 3] })
    expect(asked[0]).toMatchObject({ width: 64, height: 48, config: { codec: 'avc1.64000a', colours: { matrix: 'bt709', fullRange: true } } })
    for (const one of asked) if (one.kind === 'decode') expect(one.packets.length).toBeLessThanOrEqual(8)
  })
})
