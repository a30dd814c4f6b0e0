import type { media as english } from '../en/media.ts'
import type { Translation } from '../translation.ts'

export const media: Translation<typeof english> = {
  play: '播放',
  pause: '暂停',
  stop: '停止',
  before: '后退一帧',
  after: '前进一帧',
  frames: '帧',
  frame: '第 {frame} 帧',
  record: '录音',
  stopRecording: '停止（{seconds}）',
  file: '选择声音文件…',
  denied: '不允许使用麦克风。请在系统设置中允许，或选择声音文件。',
  undecodable: '无法将此文件解码为声音。支持 WAV、FLAC、MP3 和 OGG。',
  noMicrophone: '没有找到麦克风。请改为选择声音文件。',
}
