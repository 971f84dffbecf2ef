/** What Front Door's health probe asks at every environment. */
export const gatePath = "/.well-known/environment";
