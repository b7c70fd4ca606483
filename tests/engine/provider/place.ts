export const account = "123456789012";
export const region = "ap-southeast-1";
