#include "live_api/codes.h"

namespace faultcast::live_api {

namespace {

// `wire`: the message; `number`: ret, where the documents know it.
Code row(std::string_view name, int number, std::string_view wire, std::string_view en, std::string_view zh,
         std::string_view next_en, std::string_view next_zh, std::string_view certainty) {
  return Code{.service = "live_api",
              .name = name,
              .op = "call",
              .ok = number == 0,
              .number = number,
              .wire = wire,
              .status = 200,
              .sentence_en = en,
              .sentence_zh = zh,
              .next_en = next_en,
              .next_zh = next_zh,
              .source = "live service reference, 4",
              .certainty = certainty};
}

}  // namespace

const CodeTable& codes() {
  static const CodeTable rows = [] {
    CodeTable all = {
        row("ok", 0, "return successfully", "done", "调用成功", "", "", "documented"),
        row("appid_invalid", 10003, "appid is invalid",
            "no account has this appid, or the API is not open for it", "appid 不存在，或未开通 API",
            "compare APP_ID of the backend with the console", "核对后台 APP_ID 与控制台的 APPID 是否一致",
            "documented, ret inferred"),
        row("cmd_invalid", 10003, "cmd is invalid",
            "no account has this cmd (its appid), or the API is not open for it",
            "cmd（即 appid）不存在，或未开通 API", "compare APP_ID of the backend with the console",
            "核对后台 APP_ID 与控制台的 APPID 是否一致", "documented, ret inferred"),
        row("sign_wrong", 10005, "sign is invalid", "sign does not fit", "sign 校验失败",
            "compare CALL_BACK_KEY (API_KEY) of the backend with the console's API key",
            "核对后台 CALL_BACK_KEY（API_KEY）与控制台的“API鉴权key”是否一致", "inferred"),
        row("t_expired", 10005, "sign is expired", "t is past", "t 已过期",
            "check the clock of the machine that calls; t is UNIX seconds in decimal",
            "检查调用方机器的时间；t 为十进制 UNIX 秒", "inferred"),
        row("parameter_wrong", 10001, "parameter is invalid", "a parameter is missing or makes no sense",
            "参数缺失或不合法", "parameters are named Param.s.NAME (string) and Param.n.NAME (number)",
            "参数名形如 Param.s.NAME（字符串）、Param.n.NAME（数字）", "inferred"),
        row("interface_unknown", 10002, "interface is invalid", "there is no such interface here",
            "没有该接口", "look at the list in docs/architecture.md of what is imitated",
            "请对照文档确认接口名", "inferred"),
        row("no_such_stream", 20601, "no such stream", "this stream has never been pushed",
            "该直播流从未推过流", "compare the channel id with the stream id of the push URL",
            "核对频道 ID 与推流地址中的直播码", "documented"),
        row("inputs_not_live", -505, "some input streams are not live", "not all inputs of the mix are live",
            "混流的输入流未全部在线",
            "ask again when all inputs are live: clients try up to five times, 2 s apart",
            "待所有输入流上线后重试：客户端最多重试 5 次，间隔 2 秒", "documented, number inferred"),
        row("not_imitated", 10002, "cmd is invalid",
            "statistics, file lists and recording tasks are not imitated: answered as for an account without "
            "them",
            "统计、文件列表与录制任务接口未模拟：按未开通该功能应答", "", "", "documented"),
    };
    Code no_host = row("no_host", 0, "", "the request has no Host header", "请求没有 Host 头",
                       "send a Host header", "请发送 Host 头", "documented");
    no_host.ok = false;
    no_host.status = 404;
    all.push_back(no_host);
    Code browser = row("browser", 0, "", "called from a browser without the console's cookie (skey)",
                       "浏览器调用但没有控制台 cookie（skey）", "call it from the server", "请在服务端调用",
                       "documented");
    browser.ok = false;
    browser.status = 403;
    all.push_back(browser);
    return all;
  }();
  return rows;
}

}  // namespace faultcast::live_api
