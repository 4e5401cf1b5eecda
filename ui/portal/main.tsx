import { start } from "../shared/app.tsx";
import { PAGES } from "./pages.tsx";

start("portal", PAGES);
