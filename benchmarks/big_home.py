"""A home with many invented cases, made through the journal in bulk; kept between runs."""

import random
from datetime import datetime, timedelta
from pathlib import Path

from desk.base.clock import SetClock, stamp
from desk.home.office_file import read_office_file
from desk.home.opening import Home, create_home
from desk.office import Office
from desk.rules.record.fold import fold
from desk.store.counters import keep_numbers
from desk.store.record import journal, read_model
from desk.store.record.journal import Pen

PASSWORD = "benchmark home 0001"
NOW = datetime(2026, 11, 20, 10, 0)
YEARS = 6
OPEN_SHARE = 0.08
BATCH = 5_000
PHRASES = (
    "客户来电反映",
    "在该网点柜台",
    "办理了一张信用卡",
    "未被告知年费",
    "被扣收账户管理费",
    "购买的理财产品",
    "到期收益低于宣传",
    "提前还款被收取违约金",
    "征信报告显示逾期",
    "个人信息疑似泄露",
    "催收人员多次拨打单位电话",
    "柜员态度冷淡",
    "排队两个小时仍未办理",
    "转账成功但对方未到账",
    "手机银行登录异常",
    "密码重置需要本人到原开户行",
    "账户被限制非柜面交易",
    "信用卡被盗刷三笔",
    "保险合同现金价值与演示不符",
    "犹豫期内退保未按时到账",
    "续期保费被自动扣除",
    "房贷利率调整没有通知",
    "要求全额退还已扣费用",
    "要求书面道歉",
    "要求解释收费依据",
    "希望七日内得到答复",
    "涉及金额约三千元",
    "客户年满七十岁",
    "有短信截图为证",
    "现场有监控录像可查",
)
RARE = "冒领"
COMMON = "信用卡"
CHANNELS = ("phone", "visit", "website", "regulator", "letter", "email")
UNITS = tuple(
    f"{name}支行" for name in ["城东", "城西", "城南", "城北", "高新", "滨江", "新区", "开发区"]
)


def facts_of(number: int, total: int, rng: random.Random) -> dict:
    """Return the facts of invented case ``number``."""
    is_open = number >= total * (1 - OPEN_SHARE)
    if is_open:
        received = NOW - timedelta(minutes=rng.randrange(40 * 24 * 60))
    else:
        days = YEARS * 365 * (1 - number / total)
        received = NOW - timedelta(days=40 + days, minutes=rng.randrange(600))
    told = "，".join(rng.choices(PHRASES, k=8)) + "。"
    if number % 10_000 == 77:
        told += f"疑似存款被他人{RARE}。"
    facts = {
        "case_no": f"TS-0101-{received:%Y%m%d}-A{number:07d}",
        "kind": "complaint",
        "party_type": "customer",
        "complexity": "simple",
        "complainant.form": "person",
        "complainant.name": rng.choice("王李张刘陈杨黄赵") + rng.choice("伟芳娜敏静丽强磊"),
        "complainant.phone": f"13{rng.randrange(10**9):09d}",
        "standing": "self",
        "channel": rng.choice(CHANNELS),
        "received_at": stamp(received),
        "registered_at": stamp(received + timedelta(minutes=20)),
        "first_contact_at": stamp(received + timedelta(hours=5)),
        "complained_unit": rng.choice(UNITS),
        "product_line": f"B{rng.randrange(1, 14):02d}",
        "business_channel": "A1-01",
        "cause": f"C{rng.randrange(1, 13):02d}",
        "grade": rng.choice("ABCCC"),
        "amount": f"{rng.randrange(100, 500000)}.00",
        "facts": told,
        "handler": rng.choice(("chen", "zhou", "li")),
        "received_by": "chen",
        "state": "to_investigate",
    }
    if not is_open:
        told_at = received + timedelta(days=rng.randrange(2, 17), hours=3)
        facts |= {
            "state": "archived",
            "investigated_at": stamp(received + timedelta(hours=20)),
            "planned_at": stamp(received + timedelta(hours=40)),
            "executed_at": stamp(received + timedelta(days=2)),
            "notified_at": stamp(told_at),
            "followed_up_at": stamp(told_at + timedelta(days=3)),
            "closed_at": stamp(told_at + timedelta(days=4)),
            "outcome": rng.choice(("agreed", "agreed", "agreed", "not_agreed")),
            "finding": rng.choice(("upheld", "partly", "not_upheld")),
            "satisfaction": "satisfied",
        }
    return facts


def make(folder: Path, cases: int) -> None:
    """Make a home with ``cases`` cases in ``folder``."""
    root = Path(__file__).parents[1]
    office_file = read_office_file(root / "resources" / "examples" / "office.toml")
    rng = random.Random(1)
    create_home(folder, office_file, PASSWORD, clock=SetClock(NOW), entropy=rng.randbytes)
    office = opened(folder)
    store = office.store
    with store.writing():
        head = journal.read_head(store, office.identity)
        pen = Pen(
            store=store,
            head=head,
            author="director",
            now=NOW,
            entropy=rng.randbytes,
            key=office._key,
        )
        batch = read_model.CaseBatch(store=store, reckoning=office.reckoning)
        given: dict[str, int] = {}
        for number in range(cases):
            facts, uuid = facts_of(number, cases, rng), f"{number:032x}"
            case_id = pen.head.next_id
            act = pen.write("case.imported", uuid, facts, {})
            batch.add(case_id, uuid, fold([(act, facts)]))
            given[facts["received_at"][:10]] = number
            if number % BATCH == BATCH - 1:
                pen.flush()
                batch.flush()
        pen.flush()
        batch.flush()
        keep_numbers(store, given)
    store.checkpoint()
    store.close()


def opened(folder: Path) -> Office:
    """Open the home for its director."""
    return Home(folder).open("director", PASSWORD, SetClock(NOW))


def home(place: Path, cases: int) -> Path:
    """Return a home with ``cases`` cases below ``place``, made when it is missing."""
    folder = place / f"cases-{cases}"
    if not (folder / "desk.db").exists():
        make(folder, cases)
    return folder
