// The browser that tests and screenshots are made with: Debian's chromium,
// driven by playwright-core, against a running server.
import { chromium } from 'playwright-core';

export const baseURL = (process.env.BASE_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '');

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 800 };

// As root in a container there is no sandbox and no GPU; grey edges of letters
// make smaller screenshots, the same on every screen; the rest keeps chromium
// from talking to anybody but the server under test.
const args = [
  '--no-sandbox', '--disable-gpu', '--disable-lcd-text', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args,
});
