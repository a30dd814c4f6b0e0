import js from '@eslint/js'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import typescript from 'typescript-eslint'

// What the compiler checks already is left to it; no rule here needs types, so that the whole repository takes seconds.
export default typescript.config(
  { ignores: ['out/', 'dist/', 'node_modules/', 'tests/artefacts/', 'kernels-build/', 'resources/', 'tests/**/fixtures/'] },
  js.configs.recommended,
  ...typescript.configs.recommended,
  // Only the window has anything to do with Vue.
  ...vue.configs['flat/essential'].map((part) => (part.rules && !part.files ? { ...part, files: ['**/*.vue', 'src-renderer/**', 'tests/renderer/**'] } : part)),
  {
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'max-depth': ['error', 4],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-var': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'start' }],
      'object-shorthand': 'error',
      'prefer-const': 'error',
      quotes: ['error', 'single', { avoidEscape: true, allowTemplateLiterals: true }],
      semi: ['error', 'never'],
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Export by name.' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
    },
  },
  {
    // The compiler knows which names there are, and which are not used (noUnusedLocals, noUnusedParameters): a third of the time of all rules.
    files: ['**/*.ts', '**/*.vue'],
    rules: { 'no-undef': 'off', '@typescript-eslint/no-unused-vars': 'off' },
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
      'vue/define-emits-declaration': 'error',
      'vue/define-props-declaration': 'error',
    },
  },
  {
    // Tools ask for a default export of their config.
    files: ['*.config.ts', '*.config.js', '**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // A test says what it feeds, however odd.
    files: ['tests/**'],
    rules: { 'no-restricted-syntax': 'off', 'max-depth': 'off' },
  },
)
