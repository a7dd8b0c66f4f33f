import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme";
import { defineAsyncComponent } from "vue";
import "./style.css";

// Loaded by the pages that show them, since each brings the library.
const pictures = {
  CellsPicture: () => import("./CellsPicture.vue"),
  ClimbPicture: () => import("./ClimbPicture.vue"),
  GatePicture: () => import("./GatePicture.vue"),
  ModelPicture: () => import("./ModelPicture.vue"),
  TranslationPicture: () => import("./TranslationPicture.vue"),
};

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    for (const [name, picture] of Object.entries(pictures))
      app.component(name, defineAsyncComponent(picture));
  },
} satisfies Theme;
