// What the application says: the English text is the key, and stands in the page itself.

const ZH = {
  "Starting …": "正在启动…", "Nobody is signed in": "尚未登录", Online: "在线", Calling: "正在呼叫", Ringing: "来电", "Connecting …": "正在连接…",
  "In a call": "通话中", "Reconnecting …": "正在重新连接…", "Do not disturb": "请勿打扰", "No connection": "无连接", "Sign out": "退出登录",
  "Return to the call": "返回通话", "You were in a call with {names}.": "你正与 {names} 通话。",
  "There is no server here, so you reach the other tabs of this browser. For other browsers and machines: npm start.": "这里没有服务器，只能呼叫此浏览器的其他标签页。要呼叫其他浏览器和设备，请运行 npm start。",
  "Calls need https here": "此处通话需要 https",
  "A browser opens microphone and camera only on a page that came by https, or from localhost. Start with npm start -- --tls and open the https address that it prints.": "浏览器只允许 https 或 localhost 页面使用麦克风和摄像头。请运行 npm start -- --tls，并打开它显示的 https 地址。",
  "Who are you?": "你是谁？", "Your name": "你的名字", "Sign in": "登录",
  "Any name will do. Nobody checks who you are: this is for trying things out.": "任何名字都可以。这里仅供试用，不验证身份。",
  Pages: "页面", People: "联系人", History: "记录", Settings: "设置", Developer: "开发者",
  "Who is here": "谁在线", "Nobody else yet": "还没有其他人", "The server does not answer. Trying again …": "服务器没有响应，正在重试…",
  "Open this page in another tab and sign in there with another name.": "在另一个标签页打开此页面，用另一个名字登录。",
  "Open this page in another browser and sign in there with another name. For a phone or another machine start with npm start -- --tls, which prints the address to open there.": "在另一个浏览器打开此页面，用另一个名字登录。手机或其他设备请运行 npm start -- --tls，并打开它显示的地址。",
  "Open {address} in another browser or on another machine, and sign in there with another name.": "在另一个浏览器或设备上打开 {address}，用另一个名字登录。",
  "Voice call to {name}": "与 {name} 语音通话", "Video call to {name}": "与 {name} 视频通话", "Choose {name}": "选择 {name}",
  "{count} chosen": "已选 {count} 人", "Choose nobody": "取消选择", "Name of the group, if it has one": "群名称（可选）",
  "Group voice call": "多人语音通话", "Group video call": "多人视频通话", "Voice call": "语音通话", "Video call": "视频通话", Voice: "语音", Video: "视频",
  "By name, or with a message": "按名字呼叫，或附上一句话", "Whom to call": "呼叫谁", "What to say with every call from here": "呼叫时附上的话",
  Clear: "清除", "No calls yet": "还没有通话", "Every call is listed here when it has ended, and stays in this browser.": "通话结束后会显示在这里，只保存在此浏览器中。",
  "Call {name} back": "回拨 {name}",
  Calls: "通话", "Who calls hears that you are busy.": "来电者会得知你正忙。", "Ring without sound": "静音响铃", "Let a second call ring while I talk": "通话时允许另一来电响铃",
  "Connect while it rings": "响铃时即建立连接", "The answer is quicker. Who calls learns an address of yours before you answer.": "接听更快，但来电者会在你接听前得知你的网络地址。",
  Devices: "设备", Microphone: "麦克风", Camera: "摄像头", Speaker: "扬声器", "Ringing on": "响铃设备", "The browser chooses": "由浏览器选择", "Your picture": "我的画面",
  "Try the camera": "试试摄像头", "Close the camera": "关闭摄像头", Page: "页面", Language: "语言", "As the browser": "跟随浏览器", Theme: "主题", "As the system": "跟随系统",
  Light: "浅色", Dark: "深色", "Allow notifications of calls": "允许来电通知",
  "For developers": "开发者", "The last call": "上次通话", "Copy as Mermaid": "复制为 Mermaid", Copied: "已复制", "What was sent and received in a call is drawn here.": "通话中收发的消息会画在这里。",
  "Messages of the last call": "上次通话的消息", "Mermaid text": "Mermaid 文本", Events: "事件",
  "rings after {ringing} ms, answered after {accepted} ms, connected after {connected} ms": "{ringing} 毫秒后响铃，{accepted} 毫秒后接听，{connected} 毫秒后接通",
  "Add people": "添加成员", "Somebody else, by name": "按名字添加", Cancel: "取消", "Call them": "呼叫",
  "The server does not answer. See that it runs: npm start": "服务器没有响应。请确认已运行 npm start。",
};
const PROBLEMS = {
  "permission-denied": ["The browser may not use the device. Allow it in the settings of this site.", "浏览器无权使用该设备，请在网站设置中允许。"],
  "already-in-call": ["There is a call already.", "已在通话中。"],
};

let chinese = false;

/** Says a text, with what stands in braces filled in. */
export function t(text, values = {}) {
  return ((chinese && ZH[text]) || text).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Says what an error of this code means, where that is known better here. */
t.known = (code) => PROBLEMS[code]?.[chinese ? 1 : 0];

/** Speaks a language from now on: all that stands in the page, and the call window. */
export function speak(language) {
  chinese = /^zh\b/i.test(language);
  document.documentElement.lang = chinese ? "zh" : "en";
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t((element.dataset.t ||= element.textContent));
  for (const element of document.querySelectorAll("[data-t-label]")) element.ariaLabel = t(element.dataset.tLabel);
  for (const element of document.querySelectorAll("[data-t-placeholder]")) element.placeholder = t(element.dataset.tPlaceholder);
}
