"""Whether a question asks what is known already: phrasings of every field of the register, and questions that are others."""

from itertools import product

import pytest

from enterprises.rules.meanings import MEANINGS, Known, same_meaning

COUNT = (
    "{}人数", "{}总数", "{}有多少", "{}有多少人？", "有多少名{}", "现有多少名{}", "目前共有几名{}", "{}的人数（人）",
    "{}数量", "有{}几人", "{}共有多少名？",
)  # fmt: skip
MONEY = (
    "{}",
    "{}是多少",
    "{}（万元）",
    "{}多少万元？",
    "{}金额",
    "上年度{}",
    "去年{}是多少万元",
    "2025年{}",
    "全年的{}",
    "{}情况",
)
TEXT = ("{}", "{}是什么", "{}是什么？", "目前的{}", "{}情况", "请填写{}", "具体{}", "{}（必填）", "{}是哪个", "{}为")
PERSON = (
    "{}",
    "{}姓名",
    "{}的姓名",
    "{}是谁",
    "{}是谁？",
    "{}叫什么名字",
    "{}叫什么",
    "目前的{}是谁",
    "{}的名字",
    "{}为谁",
)
DAY = (
    "{}时间",
    "{}日期",
    "何时{}",
    "{}是何时",
    "什么时候{}的？",
    "哪一年{}",
    "{}的时间",
    "{}的日期",
    "哪年{}的",
    "{}时间是什么时候",
)
HAS = (
    "有{}吗",
    "是否有{}",
    "有无{}",
    "有没有{}",
    "是否已有{}？",
    "目前是否有{}",
    "{}",
    "已有{}",
    "现有{}情况",
    "{}情况",
)
WHETHER = ("{}", "是否{}", "是不是{}", "{}吗", "{}吗？", "目前是否{}", "{}情况", "现在{}吗", "是否为{}", "{}（单选）")
ADDRESSED = ("", "贵单位", "请问贵公司", "你单位的", "本单位", "该企业", "您公司")
ASKED = {
    "staff": (COUNT, "从业人员 职工 员工 雇员 在岗职工"), "formal": (COUNT, "党员 正式党员 中共党员 在册党员"),
    "probationary": (COUNT, "预备党员"),
    "targets": (COUNT, "发展对象 党员发展对象"), "activists": (COUNT, "积极分子 入党积极分子"), "applicants": (COUNT, "入党申请人"),
    "relation_here": (TEXT, "党员组织关系所在 组织关系"),
    "relation_talent": (COUNT, "组织关系在人才市场的党员 组织关系在人才服务机构的党员"),
    "relation_former": (COUNT, "组织关系在原单位的党员 组织关系在社区的党员"), "relation_temporary": (COUNT, "临时组织关系党员"),
    "relation_other": (COUNT, "组织关系在其他地方的党员"), "revenue_wan": (MONEY, "营业收入 营业额 营收 销售额"),
    "assets_wan": (MONEY, "资产总额 总资产 资产"),
    "name": (TEXT, "单位名称 企业名称 全称"), "uscc": (TEXT, "统一社会信用代码 信用代码 营业执照号"),
    "address": (TEXT, "地址 经营地址 注册地址"),
    "contact": (PERSON, "联系人"), "phone": (TEXT, "联系电话 联系方式 手机号"), "legal_rep": (PERSON, "法定代表人 法人 法人代表"),
    "owner": (PERSON, "出资人 业主 老板 实际控制人"), "owner_is_member": (WHETHER, "出资人是党员 业主是党员 老板是中共党员"),
    "owner_posts": (WHETHER, "两代表一委员 人大代表 出资人是政协委员"), "industry": (TEXT, "所属行业 行业类别 行业"),
    "registration_type": (TEXT, "登记注册类型 企业类型 注册类型"), "founded_on": (DAY, "成立 注册成立 开业"),
    "business": (TEXT, "主营业务 经营范围 主要产品"),
    "status": (WHETHER, "正常经营 营业 在营"), "size": (TEXT, "企业规模 规模"), "mass_union": (HAS, "工会 工会组织"),
    "mass_league": (HAS, "共青团 团组织 团支部"),
    "mass_women": (HAS, "妇联 妇女组织"), "liaison": (PERSON, "联络员 党建联络员"),
    "area": (TEXT, "所在街道 所在社区 所属街道"), "org": (HAS, "党组织 党支部"),
    "instructor": (PERSON, "指导员 党建工作指导员"),
}  # fmt: skip
OTHERS = (
    "党员活动场地面积", "党员教育培训次数", "流动党员人数", "女党员人数", "35岁以下党员人数", "党员示范岗数量",
    "退休党员人数", "党员姓名", "党费收缴标准",
    "工会会员人数", "工会主席姓名", "工会经费", "团员人数", "妇女人数", "女职工人数", "职工食堂", "员工宿舍间数",
    "残疾职工人数", "职工平均年龄", "外来务工人员人数",
    "党组织书记姓名", "党组织换届日期", "党组织活动经费", "党建活动场地", "是否有党建活动阵地", "法定代表人年龄",
    "出资人学历", "出资人国籍", "联系人职务", "值班电话",
    "营业面积", "营业时间", "年纳税额", "资产负债率", "研发投入", "出口额", "注册资本", "分公司数量", "专利数量",
    "经营场地归属", "场地租约到期日期",
    "主要困难", "希望得到的帮助", "是否愿意建立党组织", "是否高新技术企业", "是否上市公司", "商标数量", "社区服务次数",
    "街道走访次数", "网格员姓名", "指导员到访次数",
    "志愿服务人数", "消防检查日期", "是否参加行业协会", "行业协会名称", "入党申请书递交日期", "大学以上学历人数",
    "签订劳动合同人数", "缴纳社保人数", "工会成立时间",
    "党组织成立时间", "办公场所是否自有", "停车位数量", "有限责任公司股东会次数", "多种经营项目", "几何图纸数量",
)  # fmt: skip


def phrasings(field):
    templates, words = ASKED[field]
    return [f"{who}{how.format(word)}" for who, how, word in product(ADDRESSED, templates, words.split())]


def test_every_field_of_the_register_is_asked_in_sixty_ways_at_least():
    assert ASKED.keys() == MEANINGS.keys()
    assert min(len(set(phrasings(field))) for field in ASKED) >= 60


@pytest.mark.parametrize("field", MEANINGS)
def test_a_field_of_the_register_is_recognised_however_it_is_asked(field):
    found = {words: same_meaning([words]) for words in phrasings(field)}
    label = MEANINGS[field][0]
    assert not [
        (words, known and str(known.label)) for words, known in found.items() if known is None or known.label != label
    ]


@pytest.mark.parametrize("who", ADDRESSED)
def test_other_questions_are_accepted_beside_the_register_and_each_other(who):
    asked, refused = [], []
    for words in OTHERS:
        known = same_meaning([f"{who}{words}"], asked)
        if known is not None:
            refused.append((words, str(known.label)))
        asked.append(Known(words, (words,)))
    assert not refused


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("党员活动的场地", "党员活动场地"),
        ("贵单位有没有党员活动场地？", "党员活动场地"),
        ("员工食堂有几个", "职工食堂数量"),
        ("请问你单位专利有多少项", "专利数量"),
        ("目前女职工有多少名", "女员工人数"),
    ],
)
def test_a_question_is_recognised_in_other_words(words, known):
    assert same_meaning([words], [Known(known, (known,))]).label == known


@pytest.mark.parametrize(
    ("words", "known"),
    [("培训次数（线上）", "培训次数（线下）"), ("2024年培训次数", "2025年培训次数"), ("自有场地面积", "租用场地面积")],
)
def test_questions_that_differ_in_a_word_that_counts_are_two(words, known):
    assert same_meaning([words], [Known(known, (known,))]) is None
