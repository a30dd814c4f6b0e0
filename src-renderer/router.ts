/** The views and their addresses. Hash history: works on app:// without a server. */
import { createRouter, createWebHashHistory, type RouterHistory } from 'vue-router'

export const viewNames = ['home', 'data', 'configure', 'train', 'inspect', 'compare', 'try', 'export', 'compute', 'settings'] as const
export type ViewName = (typeof viewNames)[number]

export function createAppRouter(history: RouterHistory = createWebHashHistory()) {
  return createRouter({
    history,
    routes: [
      { name: 'home', path: '/', component: () => import('./features/home/HomeView.vue') },
      { name: 'data', path: '/data/:id?', props: true, component: () => import('./features/data/DataView.vue') },
      { name: 'configure', path: '/configure/:id?', props: true, component: () => import('./features/configure/ConfigureView.vue') },
      { name: 'train', path: '/train/:id?', props: true, component: () => import('./features/train/TrainView.vue') },
      { name: 'inspect', path: '/inspect/:id?', props: true, component: () => import('./features/inspect/InspectView.vue') },
      { name: 'compare', path: '/compare', component: () => import('./features/compare/CompareView.vue') },
      { name: 'try', path: '/try/:id?', props: true, component: () => import('./features/try/TryView.vue') },
      { name: 'export', path: '/export/:id?', props: true, component: () => import('./features/export/ExportView.vue') },
      { name: 'compute', path: '/compute', component: () => import('./features/compute/ComputeView.vue') },
      { name: 'settings', path: '/settings', component: () => import('./features/settings/SettingsView.vue') },
      { path: '/:rest(.*)', redirect: '/' },
    ],
  })
}
