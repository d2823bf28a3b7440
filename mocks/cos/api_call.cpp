#include "cos/api_call.h"

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace faultcast::cos {

ApiCall::ApiCall(const JsonApi& api, const http::RequestHead& head, const Route& route)
    : api_(api),
      head_(head),
      route_(route),
      form_(head, api.around().store.writer()),
      place_(parse_place(route.path, api.prefix())) {
  const std::string label = route.cloud_host.substr(0, route.cloud_host.find('.'));
  if (label != "web") region_ = label;
}

void ApiCall::take(ByteView body) {
  form_.take(body);
}

About ApiCall::about() {
  form_.finish();
  const std::string* op = form_.field("op");
  op_ = op != nullptr ? *op : std::string(api_.usual_operation(head_.method));
  operation_ = api_.operation(op_);
  About about;
  about.op = head_.method == "OPTIONS" ? "preflight"
             : operation_ != nullptr   ? std::string(operation_->name)
                                       : "call";
  about.fields.reserve(12);
  const auto put = [&](std::string_view name, std::string_view value) {
    about.fields.emplace_back(name, printable(value));
  };
  put("region", region_);
  if (operation_ == nullptr) put("op", excerpt(op_, 40));
  if (place_) {
    put("appid", place_->appid);
    put("bucket", place_->bucket);
    put("key", place_->path());
  }
  for (const char* name : {"insertonly", "offset", "filesize", "dest_fileid"})
    if (const std::string* value = form_.field(name)) put(name, excerpt(*value, 200));
  if (form_.content()) put("size", std::to_string(form_.content()->size()));
  if (const auto sign = given_sign(head_)) {
    Text why;
    put("sign", *sign);
    if (const auto read = sign::parse_cos_signature(*sign, why)) put("plain", read->plain);
  }
  if (const std::string* origin = head_.headers.find("Origin")) put("origin", *origin);
  return about;
}

Answer ApiCall::answer(Millis now, const Code* forced) {
  Outcome outcome;
  if (forced != nullptr) {
    outcome.verdict.code = forced;
    outcome.verdict.because = {"a rule forces this verdict", "由规则强制给出该结果"};
  } else {
    outcome = decide(now);
  }
  Answer answer;
  answer.reply = reply_to(outcome, now);
  answer.verdict = std::move(outcome.verdict);
  answer.fields = std::move(outcome.fields);
  if (outcome.data)
    for (const char* name : {"access_url", "source_url", "session"})
      if (const auto at = outcome.data->find(name); at != outcome.data->end())
        answer.fields.emplace_back(name, printable(at->get_ref<const std::string&>()));
  if (const std::string* id = answer.reply.headers.find("x-cos-request-id"))
    answer.fields.emplace_back("request_id", *id);
  return answer;
}

Outcome ApiCall::decide(Millis now) {
  if (auto refused = wrong_url()) return *refused;
  if (head_.method == "OPTIONS") return preflight();
  if (auto refused = wrong_request()) return *refused;
  if (auto refused = wrong_sign(now)) return *refused;
  if (auto refused = wrong_bucket()) return *refused;
  if (auto refused = wrong_path()) return *refused;
  return api_.run(op_, {api_.dialect(), *place_, form_, api_.around().store, api_.around().state, now},
                  route_);
}

Outcome ApiCall::preflight() const {
  const BucketTruth* bucket = api_.bucket(place_->bucket);
  const std::string* origin = head_.headers.find("Origin");
  if (bucket != nullptr && origin != nullptr && origin_allowed(bucket->cors, *origin))
    return done(api_.dialect());
  if (place_ && bucket == nullptr)
    return refuse(
        api_.dialect(), "ERROR_CMD_CORSRULE_NOT_MATCH",
        {fmt::format("there is no bucket '{}' here, so no CORS rule can allow the page", place_->bucket),
         fmt::format("此处没有名为“{}”的 bucket，因此没有跨域规则允许该页面", place_->bucket)},
        {{"bucket", place_->bucket, ""}}, "client.kTCCOSBucket");
  const std::string rules = bucket == nullptr ? "" : bucket->cors,
                    came = origin == nullptr ? "" : printable(*origin);
  return refuse(
      api_.dialect(), "ERROR_CMD_CORSRULE_NOT_MATCH",
      {rules.empty() ? "the bucket has no CORS rule"
                     : fmt::format("origin '{}' is not among the CORS rules: {}", came, rules),
       rules.empty() ? "该 bucket 没有 CORS 规则" : fmt::format("来源“{}”不在 CORS 规则中：{}", came, rules)},
      {{"Origin", came, rules}},
      bucket == nullptr ? "" : fmt::format("{}.{}.cors", api_.dialect().buckets_path, place_->bucket));
}

std::optional<Outcome> ApiCall::wrong_url() const {
  const auto& dialect = api_.dialect();
  if (!place_) {
    const std::string path = printable(route_.path), form = std::string(api_.prefix()) + "APPID/BUCKET/PATH";
    return refuse(
        dialect, "ERROR_CGI_URL_NOTMATCH",
        {fmt::format("the path is '{}', not {}", path, form), fmt::format("路径为“{}”，应为 {}", path, form)},
        {{"path", path, form}});
  }
  if (api_.manner().unknown_appid_is_xml && !api_.truth().knows_appid(place_->appid))
    return refuse(dialect, "InvalidRequest",
                  {fmt::format("APPID {} belongs to nobody here", place_->appid),
                   fmt::format("没有账号使用 APPID {}", place_->appid)},
                  {{"appid", place_->appid, api_.truth().appid}}, "client.kTCCOSAppId");
  return std::nullopt;
}

Outcome ApiCall::wrong_method(std::string_view right) const {
  const std::string came = printable(head_.method);
  return refuse(api_.dialect(), "ERROR_CGI_REQ_METHOD",
                {fmt::format("{} goes by {}, not by {}", operation_ == nullptr ? "a call" : op_, right, came),
                 fmt::format("{} 应使用 {}，而不是 {}", operation_ == nullptr ? "接口" : op_, right, came)},
                {{"method", came, std::string(right)}});
}

std::optional<Outcome> ApiCall::wrong_request() const {
  const auto& dialect = api_.dialect();
  if (head_.method != "GET" && head_.method != "POST")
    return wrong_method(operation_ == nullptr ? "GET | POST" : operation_->method);
  if (form_.trouble() == Form::Trouble::disk)
    return refuse(dialect, "ERROR_CMD_COS_ERROR", {form_.reason(), form_.reason()});
  if (form_.trouble() != Form::Trouble::none)
    return refuse(
        dialect, form_.trouble() == Form::Trouble::json ? "ERROR_CGI_JSON_PARSE_ERROR" : "ERROR_CGI_FORM_ERR",
        {form_.reason(), form_.reason()});
  if (op_.empty())
    return refuse(dialect, "ERROR_CGI_PARAM_MISSING_OP",
                  {"neither body nor query says which operation: op is missing", "请求中没有参数 op"},
                  {{"op", "", "upload | stat | …"}});
  if (operation_ == nullptr)
    return refuse(dialect, "ERROR_CGI_UNSUPPORTED_METHOD",
                  {fmt::format("there is no operation '{}'", excerpt(op_, 40)),
                   fmt::format("没有操作“{}”", excerpt(op_, 40))},
                  {{"op", excerpt(op_, 40), "upload | stat | …"}});
  if (head_.method != operation_->method) return wrong_method(operation_->method);
  return std::nullopt;
}

std::optional<Outcome> ApiCall::wrong_sign(Millis now) {
  Asked asked;
  asked.appid = place_->appid;
  asked.bucket = place_->bucket;
  asked.path = place_->path();
  asked.sign = given_sign(head_);
  if (!asked.sign && api_.needs_no_sign(form_, *place_)) return std::nullopt;
  asked.wanted = operation_->sign;
  asked.now = now;
  auto& used = api_.around().state.used_signs;
  asked.used = asked.sign && used.contains(*asked.sign);
  Judged judged = judge(asked, api_.truth(), api_.rules());
  if (judged.refused) {
    Outcome outcome;
    outcome.verdict = verdict(std::move(*judged.refused), api_.codes());
    return outcome;
  }
  if (is_once(*judged.signature)) used.insert(*asked.sign);
  return std::nullopt;
}

std::optional<Outcome> ApiCall::wrong_bucket() const {
  const BucketTruth* bucket = api_.bucket(place_->bucket);
  const std::string_view code_name = api_.dialect().no_bucket;
  if (bucket == nullptr) {
    const std::string& name = place_->bucket;
    std::vector<std::string> names;
    for (const auto& [one, truth] : api_.buckets()) names.push_back(one);
    auto outcome = refuse(api_.dialect(), code_name,
                          {fmt::format("account {} has no bucket '{}'", place_->appid, name),
                           fmt::format("账号 {} 没有名为“{}”的 bucket", place_->appid, name)},
                          {{"bucket", name, join(names, " | ")}}, "client.kTCCOSBucket");
    if (api_.truth().other.buckets.contains(name))
      outcome.verdict.fits.push_back(
          {fmt::format("a bucket of this name is in the {} object store, which this API "
                       "cannot reach",
                       api_.rules().other_name.en),
           fmt::format("{}对象存储中有同名 bucket，但此接口访问不到它", api_.rules().other_name.zh)});
    const std::string suffix = "-" + place_->appid;
    if (name.ends_with(suffix) && api_.bucket(name.substr(0, name.size() - suffix.size())) != nullptr)
      outcome.verdict.fits.push_back({"right without -APPID behind it, which belongs to the XML API",
                                      "去掉末尾的 -APPID 就正确：那是 XML API 的写法"});
    return outcome;
  }
  if (region_.empty() || bucket->region.empty() || region_ == bucket->region) return std::nullopt;
  const std::string region = printable(region_);
  return refuse(api_.dialect(), code_name,
                {fmt::format("bucket {} is in region {}, not in {}", place_->bucket, bucket->region, region),
                 fmt::format("bucket {} 在地域 {}，不在 {}", place_->bucket, bucket->region, region)},
                {{"region", region, bucket->region}}, "client.kTCCOSRegion");
}

std::optional<Outcome> ApiCall::wrong_path() const {
  const bool wants_folder =
      operation_->wants == Wants::folder || (operation_->wants == Wants::either && place_->is_folder());
  const std::string_view wrong = wrong_key(*place_, wants_folder);
  if (wrong.empty()) return std::nullopt;
  const std::string path = printable(place_->path());
  return refuse(
      api_.dialect(), wrong,
      {fmt::format("'{}' is no path for {}", path, op_), fmt::format("“{}”不是 {} 的合法路径", path, op_)},
      {{"path", path, ""}});
}

http::Reply ApiCall::reply_to(const Outcome& outcome, Millis now) const {
  if (head_.method == "OPTIONS" && outcome.verdict.ok()) return preflight_reply(head_);
  const auto& manner = api_.manner();
  const BucketTruth* bucket = place_ ? api_.bucket(place_->bucket) : nullptr;
  const std::string id = manner.request_ids ? make_request_id(api_.around().state, now) : "";
  if (outcome.verdict.code->name == "InvalidRequest")
    return xml_error_reply(outcome.verdict.code->status, outcome.verdict.code->name,
                           "Missing required header for this request: Appid", "-..myqcloud.com" + route_.path,
                           id);
  http::Reply reply =
      json_reply(*outcome.verdict.code, outcome.data.get(), id, manner.error_status, manner.content_type);
  if (bucket != nullptr) add_cors(reply, head_, bucket->cors);
  return reply;
}

}  // namespace faultcast::cos
