import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme";
import CellsPicture from "./CellsPicture.vue";
import ClimbPicture from "./ClimbPicture.vue";
import GatePicture from "./GatePicture.vue";
import ModelPicture from "./ModelPicture.vue";
import TranslationPicture from "./TranslationPicture.vue";
import "./style.css";

const pictures = { CellsPicture, ClimbPicture, GatePicture, ModelPicture, TranslationPicture };

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    for (const [name, picture] of Object.entries(pictures)) app.component(name, picture);
  },
} satisfies Theme;
