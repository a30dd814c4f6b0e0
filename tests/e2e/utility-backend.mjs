/** A backend for utility.e2e.ts: Electron's own Node runs it. Sends back what it hears on the window's port; ends when it is told to. */
const control = (message) => process.parentPort.postMessage({ channel: 'control', message })

process.parentPort.on('message', ({ data, ports }) => {
  if (data.channel === 'control' && data.message.kind === 'stop') {
    control({ kind: 'stopped' })
    setTimeout(() => process.exit(0), 50)
  } else if (data.channel === 'rpc-open') {
    const [port] = ports
    port.on('message', (event) => (event.data?.die ? process.kill(process.pid, 'SIGKILL') : port.postMessage({ heard: event.data })))
    port.start()
  }
})
control({ kind: 'ready' })
