/** Stands for the query's module where its manifest says all: nothing of it is called, so nothing of it is bundled. */
export default undefined;
