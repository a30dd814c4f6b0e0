/** A page without a browser: window, bridge to the fake backend, pinia, languages and router, for tests of stores and views. */
import { createPinia, setActivePinia } from 'pinia'
import { enableAutoUnmount, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach } from 'vitest'
import { defineComponent, h, nextTick, type Component } from 'vue'
import { createMemoryHistory } from 'vue-router'
import { i18n, setLocale, type LocaleName } from '../../src-renderer/locales/index.ts'
import { createAppRouter } from '../../src-renderer/router.ts'
import { useConnectionStore } from '../../src-renderer/stores/connection.ts'
import type { FakeOptions } from './fake/backend.ts'
import { installFakeBridge } from './fake/bridge.ts'

enableAutoUnmount(afterEach)

/** A fresh page over a fresh fake backend; returns once it is connected. */
export async function openPage(options: FakeOptions = {}, language: LocaleName = 'en') {
  // happy-dom posts no ports: the event is made here, as the preload's would arrive.
  installFakeBridge({ pace: 1, ...options }, language, (data, ports) => void window.dispatchEvent(Object.assign(new Event('message'), { data, ports, source: window })))
  setLocale(language)
  const pinia = createPinia()
  setActivePinia(pinia)
  const connection = useConnectionStore()
  connection.start()
  await until(() => connection.status === 'ready')
  return { pinia, router: createAppRouter(createMemoryHistory()) }
}

/** Mounts a view at an address, as App does. */
export async function openView(view: Component, address: string, page: Awaited<ReturnType<typeof openPage>>, stubs: Record<string, boolean | Component> = {}) {
  await page.router.push(address)
  await page.router.isReady()
  const root = defineComponent({
    setup: () => () => h(TooltipProvider, null, { default: () => h(view, page.router.currentRoute.value.params as Record<string, string>) }),
  })
  return mount(root, { attachTo: document.body, global: { plugins: [page.pinia, i18n, page.router], stubs } })
}

/** Waits until `condition` holds; fails the test after eight seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 8000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`never true: ${condition.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
    await nextTick()
  }
}
