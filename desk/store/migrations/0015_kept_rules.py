"""The rules that this home reckons by, as they shipped until now. A frozen copy, as 0001 is."""

import json

import peewee as pw

RULES = """
{"id":"decide","track":"statutory","title":{"zh":"处理决定","en":"Decision"},"unit":"natural-day","amount":15,"anchor":"received_at","stop":"notified_at","article":"《银行业保险业消费投诉处理管理办法》（银保监会令2020年第3号）第十八条","source":"domain.md N1-N3, R18, R19, R22","valid_from":"2020-03-01","pauses":["appraisal","mediation"],"told_pauses":["appraisal"],"restarts":true,"extensions":[{"id":"to-30","to":30,"right":"extend","told":false},{"id":"to-60","to":60,"right":"extend_further","told":true}],"applies":{"kind":["complaint"]},"subject":"case","agreed":true}
{"id":"review-apply","track":"statutory","title":{"zh":"申请核查","en":"Apply for review"},"unit":"natural-day","amount":30,"anchor":"notified_at","stop":"review_applied_at","article":"《银行业保险业消费投诉处理管理办法》（银保监会令2020年第3号）第二十条","source":"domain.md N4, R21","valid_from":"2020-03-01","applies":{"kind":["complaint"]},"subject":"case","window":true}
{"id":"review-decide","track":"statutory","title":{"zh":"核查决定","en":"Review decision"},"unit":"natural-day","amount":30,"anchor":"review_received_at","stop":"review_decided_at","article":"《银行业保险业消费投诉处理管理办法》（银保监会令2020年第3号）第二十条","source":"domain.md N5, R21","valid_from":"2020-03-01","applies":{"kind":["complaint"]},"subject":"case","outlives":true}
{"id":"regulator-forward","track":"statutory","title":{"zh":"监管转送","en":"Forwarding by the regulator"},"unit":"working-day","amount":7,"anchor":"regulator_received_at","stop":"forwarded_on","article":"《银行业保险业消费投诉处理管理办法》（银保监会令2020年第3号）第三十三条、第四十三条","source":"domain.md N6, R33","valid_from":"2020-03-01","applies":{"kind":["complaint"]},"subject":"case","window":true}
{"id":"pbc-decide","track":"statutory","title":{"zh":"人行转办答复","en":"Answer to PBC"},"unit":"natural-day","amount":15,"anchor":"received_at","stop":"notified_at","article":"《中国人民银行金融消费者权益保护实施办法》（人民银行令2020年第5号）投诉处理章","source":"domain.md N10, 4.1 (S02)","valid_from":"2020-11-01","later_anchor":"forwarded_on","pauses":["appraisal","mediation"],"told_pauses":["appraisal"],"restarts":true,"at_most":60,"extensions":[{"id":"to-60","to":60,"right":"extend_further","told":true}],"applies":{"channel":["pbc"],"kind":["complaint"]},"subject":"case"}
{"id":"credit-objection","track":"statutory","title":{"zh":"征信异议答复","en":"Credit-record objection"},"unit":"natural-day","amount":20,"anchor":"received_at","stop":"notified_at","article":"《征信业管理条例》第二十五条","source":"domain.md N14 (S24)","valid_from":"2013-03-15","restarts":true,"applies":{"demands":["credit_objection"],"kind":["complaint"]},"subject":"case"}
{"id":"register","track":"house","title":{"zh":"登记","en":"Registration"},"unit":"hour","amount":2,"anchor":"received_at","stop":"registered_at","article":"投诉处理流程制度：接到反馈后2小时内登记","source":"domain.md N21, 3.4 (种002)","valid_from":"2000-01-01","restarts":true,"subject":"case"}
{"id":"first-response","track":"house","title":{"zh":"首次联系","en":"First response"},"unit":"hour","amount":24,"anchor":"received_at","stop":"first_contact_at","article":"投诉处理流程制度：24小时内初步响应","source":"domain.md N22, 3.4 (种000, 种002)","valid_from":"2000-01-01","pauses":["house"],"restarts":true,"subject":"case"}
{"id":"investigate","track":"house","title":{"zh":"调查核实","en":"Investigation"},"unit":"hour","amount":24,"anchor":"registered_at","stop":"investigated_at","article":"投诉处理流程制度：调查核实24小时内","source":"domain.md N23, 3.4 (种002)","valid_from":"2000-01-01","pauses":["appraisal","house","mediation"],"restarts":true,"subject":"case"}
{"id":"plan","track":"house","title":{"zh":"制定方案","en":"Plan"},"unit":"hour","amount":48,"anchor":"registered_at","stop":"planned_at","article":"投诉处理流程制度：制定方案48小时内","source":"domain.md N24, 3.4 (种002)","valid_from":"2000-01-01","pauses":["appraisal","house","mediation"],"restarts":true,"subject":"case"}
{"id":"execute","track":"house","title":{"zh":"执行解决","en":"Execution"},"unit":"working-day","amount":3,"anchor":"registered_at","stop":"executed_at","article":"投诉处理流程制度：执行解决3个工作日内","source":"domain.md N25, 3.4 (种002)","valid_from":"2000-01-01","pauses":["appraisal","house","mediation"],"restarts":true,"subject":"case"}
{"id":"complex-reply","track":"house","title":{"zh":"复杂投诉回复","en":"Answer to a complex complaint"},"unit":"working-day","amount":3,"anchor":"registered_at","stop":"notified_at","article":"投诉管理制度：复杂投诉由跨部门小组3个工作日内完成调查和回复","source":"domain.md N25, 14.5 (种000)","valid_from":"2000-01-01","pauses":["appraisal","house","mediation"],"restarts":true,"applies":{"complexity":["complex"]},"subject":"case"}
{"id":"follow-up","track":"house","title":{"zh":"跟进回访","en":"Follow-up"},"unit":"natural-day","amount":7,"anchor":"executed_at","stop":"followed_up_at","article":"投诉处理流程制度：解决后7天内回访","source":"domain.md N26, 3.4 (种002)","valid_from":"2000-01-01","pauses":["house"],"subject":"case"}
{"id":"minutes","track":"house","title":{"zh":"会议纪要","en":"Minutes"},"unit":"hour","amount":1,"anchor":"meeting_ended_at","stop":"minutes_filed_at","article":"投诉处理流程制度：会后1小时内整理并提交纪要","source":"domain.md N27 (种002)","valid_from":"2000-01-01","subject":"meeting"}
{"id":"assign-task","track":"house","title":{"zh":"会议任务分配","en":"Assignment of tasks"},"unit":"hour","amount":24,"anchor":"decided_at","stop":"tasks_assigned_at","article":"投诉处理流程制度：会议任务24小时内分配","source":"domain.md N28 (种002)","valid_from":"2000-01-01","subject":"meeting"}
{"id":"monthly-report","track":"house","title":{"zh":"月报报送","en":"Monthly report"},"unit":"month-day","amount":5,"anchor":"period_ended_at","stop":"submitted_at","article":"投诉处理流程制度：报告每月5日前提交","source":"domain.md N29 (种002)","valid_from":"2000-01-01","subject":"period"}
"""  # noqa: E501 - a rule in a line
# Answers to PBC count from our receipt of the forwarding, and end after 60 days in all (N10).
STALE = (
    "INSERT INTO stale_case (id) SELECT id FROM \"case\" WHERE channel = 'pbc' AND NOT EXISTS "
    '(SELECT 1 FROM stale_case WHERE stale_case.id = "case".id)'
)


class Rule(pw.Model):
    id = pw.TextField(primary_key=True)
    body = pw.TextField()

    class Meta:
        legacy_table_names = False


def up(migrator, db):
    with db.bind_ctx([Rule]):
        db.create_tables([Rule])
        for line in RULES.strip().splitlines():
            rule = json.loads(line)
            Rule.insert(id=f"{rule['id']}@{rule['valid_from']}", body=line).execute()
    db.execute_sql(STALE)
