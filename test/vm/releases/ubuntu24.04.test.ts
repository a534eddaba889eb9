import { lifeOn } from "../life/life";

lifeOn("ubuntu-24.04");
