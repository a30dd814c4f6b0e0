/** A child for node-channel.test.ts: answers every message, says what it was told, and dies when it is asked to. */
const say = (channel: string, message: unknown): void => void process.send?.({ channel, message })

process.on('message', (envelope: { channel: string; message?: { kind?: string; die?: boolean } }) => {
  if (envelope.channel === 'control' && envelope.message?.kind === 'stop') {
    say('control', { kind: 'stopped' })
    setTimeout(() => process.exit(0), 20)
  } else if (envelope.channel === 'rpc' && envelope.message?.die) process.kill(process.pid, 'SIGKILL')
  else say('rpc', { heard: envelope, electron: Object.keys(process.env).filter((name) => name.startsWith('ELECTRON_')) })
})
say('control', { kind: 'ready' })
