/// <reference types="vite/client" />

interface ImportMetaEnv {
  readonly VITE_LOOKER_URL: string
}
