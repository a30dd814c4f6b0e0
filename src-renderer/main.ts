/** The window: composes router, stores and languages, then mounts. */
import './api/schemas-without-eval.ts'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { applyTheme } from './composables/use-theme.ts'
import { i18n } from './locales/index.ts'
import { createAppRouter } from './router.ts'
import { useConnectionStore } from './stores/connection.ts'
import { useSettingsStore } from './stores/settings.ts'
import './ui/tokens.css'
import './ui/base.css'

applyTheme()
const app = createApp(App).use(createPinia()).use(i18n).use(createAppRouter())
useSettingsStore().start()
useConnectionStore().start()
app.mount('#app')
