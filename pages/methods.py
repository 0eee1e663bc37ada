"""Methods 方法: every indicator with formula, caveat and clause, how figures are treated, and the policy text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from data.policy import POLICY_NUMBER, clauses
from pages.controls.selectors import SUBJECTS
from pages.controls.state import publish, restore
from pages.frames.provenance import clause_text
from pages.shell.screen import Screen
from pages.texts.figures import unit_of
from queries.catalogue import Indicator

TREATMENTS = (
    "missing", "bounds", "zones", "majors", "outside", "rank", "breaks", "target", "disparity", "layers", "register",
    "map",
)
GAP_FORMULAS = {
    "ledger": (
        r"r_i=\frac{S_i}{D_i},\quad r^{*}=\frac{\sum S}{\sum D},\quad "
        r"\mathrm{gap}_i=\frac{r_i}{r^{*}}-1,\quad SF_i=\max(0,\;r^{*}-r_i)\,D_i",
        r"\frac{\sum_i SF_i}{\sum_i S_i}=\tfrac12\sum_i\lvert s_i-d_i\rvert=H",
    ),
    "peers": (
        r"P(i)=\operatorname*{arg\,min}_{5}\;\lVert \tilde x_j-\tilde x_i\rVert,\quad "
        r"r^{*}_i=\operatorname{median}_{j\in P(i)} r_j",
    ),
    "expected": (
        r"\ln S_i=\beta_0+\sum_m\beta_m\ln x_{im}+u_i,\quad \hat S_i=\exp\left(\hat y_{(i)}\right)",
        r"\hat y_{(i)}\pm t_{1-\alpha/2,\,n-p-1}\;s_{(i)}\sqrt{1+x_i^{\top}(X_{(i)}^{\top}X_{(i)})^{-1}x_i}",
    ),
    "years": (
        r"\tau_i=\frac{\ln(r^{*}/r_i)}{\ln\frac{1+g_i}{1+g^{*}}},\quad "
        r"g_i=(1+g^{*})\left(\frac{r^{*}}{r_i}\right)^{1/\tau}-1",
    ),
    "service-coverage": (
        r"\mathrm{coverage}=1-\frac{\sum a\,\mathbf 1[n<\theta]}{\sum a},\quad "
        r"CG=\frac{\sum\omega\,a\,\mathbf 1[n<\theta]}{\sum\omega\,a}",
    ),
    "balance": (
        r"C=\sqrt{\left[1-\lvert U_1-U_2\rvert\right]\cdot\frac{\min U}{\max U}},\quad "
        r"T=\tfrac12(U_1+U_2),\quad D=\sqrt{C\,T}",
        r"I_i=\frac{(n-1)\,z_i\sum_j w_{ij}z_j}{\sum z^2},\quad "
        r"U_q(d^{*})=\frac{\sum_j q_j\,\mathbf 1[\mathrm{dist}_j>d^{*}]}{\sum_j q_j}",
    ),
    "composite": (
        r"e_j=-\frac{1}{\ln n}\sum_i p_{ij}\ln p_{ij},\quad w_j=\frac{1-e_j}{\sum_j(1-e_j)},\quad "
        r"C_i=\frac{d_i^{-}}{d_i^{+}+d_i^{-}}",
    ),
    "scorecard": (),
}
TRANSFER_FORMULAS: dict[str, tuple[str, ...]] = {
    "capacity": (
        r"C_i=\sum_p W_p\,C_{ip},\quad C_{ip}=\frac{d^-_{ip}}{d^+_{ip}+d^-_{ip}},\quad \sum_p W_p=1",
    ),
    "gradient": (
        r"\mathrm{IGC}_i=LQ_i\cdot\mathrm{CPOR}_i=\frac{Y_i/\mathrm{GDP}_i}{Y_N/\mathrm{GDP}_N}\cdot"
        r"\frac{Y_i/L_i}{Y_N/L_N},\quad \mathrm{IGC}'_i=\mathrm{IGC}_i\cdot\frac{Y_i/K_i}{Y_N/K_N}",
        r"G_{ij}=\ln\frac{\mathrm{IGC}_i}{\mathrm{IGC}_j}=\ln\frac{LQ_i}{LQ_j}"
        r"+\ln\frac{\mathrm{CPOR}_i}{\mathrm{CPOR}_j}",
    ),
    "centres": (
        r"\bar x=\frac{\sum w x}{\sum w},\quad \bar y=\frac{\sum w y}{\sum w},\quad "
        r"C=\frac{\sum w(\mathbf x-\bar{\mathbf x})(\mathbf x-\bar{\mathbf x})^{\mathsf T}}{\sum w}"
        r"=\begin{pmatrix}a&c\\c&b\end{pmatrix}",
        r"\sigma_{1,2}=\sqrt{\tfrac{a+b}{2}\pm\sqrt{\left(\tfrac{a-b}{2}\right)^2+c^2}},\quad "
        r"\theta=\tfrac12\operatorname{atan2}(2c,\,b-a)\bmod 180^\circ",
    ),
    "contracts": (
        r"N_i=S_i-B_i,\quad r_i=\frac{S_i-B_i}{S_i+B_i}\in[-1,1]",
    ),
    "gravity": (
        r"F_{ij}=\exp(\alpha+\beta_1\ln M_i+\beta_2\ln M_j-\gamma\ln d_{ij}+\delta R_{ij}+\theta P_{ij}),\quad "
        r"PG_{ij}=\hat F_{ij}-F_{ij}",
    ),
    "cooperation": (
        r"\mathrm{Salton}_{ij}=\frac{c_{ij}}{\sqrt{c_ic_j}},\quad "
        r"\mathrm{affinity}_{ij}=\frac{c_{ij}\,C}{c_{i\cdot}\,c_{\cdot j}}",
    ),
    "flows": (
        r"O_i=\sum_{j\ne i}F_{ij},\quad A_j=\sum_{i\ne j}F_{ij},\quad N_i=A_i-O_i,\quad "
        r"\mathrm{MEI}=\frac{\sum_i\lvert N_i\rvert}{\sum_i(A_i+O_i)}",
    ),
    "order": (
        r"\rho=\mathrm{corr}\left(\mathrm{rank}\,G_{ij},\ \mathrm{rank}\,F_{ij}\right)_{i\ne j},\quad "
        r"p=\min\left(1,\ 2\,\frac{k+1}{n+1}\right),\quad "
        r"\frac{\sum_{G_{ij}>0}F_{ij}}{\sum_{i\ne j}F_{ij}}",
        r"AI_j=\frac{A_j/\sum A}{D_j/\sum D},\quad "
        r"M_j=\sum_k\min\left(\frac{A_{jk}}{\sum_k A_{jk}},\ \frac{L_{jk}}{\sum_k L_{jk}}\right),\quad "
        r"L_{jk}=\max\left(0,\ S_{Nk}\tfrac{D_j}{D_N}-S_{jk}\right)",
        r"S(a)=\prod_{b\le a}\left(1-\frac{d_b}{n_b}\right),\quad H=-\sum p\ln p,\quad "
        r"\frac{H}{\ln n(n-1)},\quad \mathrm{HHI}=\sum p^2",
    ),
    "test": (
        r"p_1=\frac{O_i}{O_i+A_i},\quad p_2=\frac{F_{ij}}{F_{ij}+F_{ji}},\quad "
        r"p_3=\frac{F_{ij}^{(+2)}}{F_{ij}^{(0)}},\quad p_4=\frac{F_{ij}^{k}}{F_{ij}}",
        r"B\left(\tfrac{\alpha}{2};\,k,\,n-k+1\right)\le p\le B\left(1-\tfrac{\alpha}{2};\,k+1,\,n-k\right)",
    ),
    "share_dynamics": (
        r"\Delta s_i=s_i(t)-s_i(0),\quad \sum_i\Delta s_i=0,\quad "
        r"RNF_i=S_i(t)-S_i(0)\frac{S_N(t)}{S_N(0)}=S_N(t)\,\Delta s_i,\quad \sum_i RNF_i=0",
    ),
    "shift_share": (
        r"\Delta S_{ik}=S_{ik}\,g+S_{ik}(g_k-g)+S_{ik}(g_{ik}-g_k)",
        r"S_{ik}(g_{ik}-g_k)=S'_{ik}(g_{ik}-g_k)+(S_{ik}-S'_{ik})(g_{ik}-g_k),\quad S'_{ik}=S_i\frac{S_{Nk}}{S_N}",
        r"S_{ik}(g_{ik}-g_k)=S_{ik}(\hat g_{ik}-g_k)+S_{ik}(g_{ik}-\hat g_{ik}),\quad "
        r"\hat g_{ik}=\frac{\sum_j w_{ij}S_{jk}(t)}{\sum_j w_{ij}S_{jk}(0)}-1",
    ),
    "mobility": (
        r"r_i=IGC_i=\frac{Y_i/GDP_i}{Y_N/GDP_N}\cdot\frac{Y_i/L_i}{Y_N/L_N}\quad\text{or}\quad "
        r"r_i=\frac{S_i/D_i}{S_N/D_N}",
        r"P_{ab}=\frac{N_{ab}}{\sum_b N_{ab}},\quad M=\frac{k-\operatorname{tr}P}{k-1},\quad \pi=\pi P",
        r"\ln\frac{r_{iT}}{r_{i0}}=a+b\ln r_{i0}+e_i,\quad \lambda=-\frac{\ln(1+b)}{T},\quad "
        r"\sigma_t=\operatorname{sd}_i\left(\ln r_{it}\right)",
    ),
}
CLUSTER_FORMULAS: dict[str, tuple[str, ...]] = {
    "growth_premium": (
        r"\mathrm{GP}=g(Y)-\max\left(g(\mathrm{GDP}),\ g(\mathrm{tertiary})\right),\quad "
        r"g(X)=\left(\frac{X_t}{X_{t-m}}\right)^{1/m}-1,\ m=1,\,3",
    ),
    "growth_parts": (
        r"\ln\frac{Y_t}{Y_0}=\ln\frac{N_t}{N_0}+\ln\frac{(L/N)_t}{(L/N)_0}+\ln\frac{(Y/L)_t}{(Y/L)_0},\quad "
        r"\Delta Y_k=\frac{Y_t-Y_0}{\ln(Y_t/Y_0)}\,\ln\frac{k_t}{k_0}",
        r"\Delta Y=\sum_{\mathrm{stay}}(y_t-y_0)+\sum_{\mathrm{new}}y_t+\sum_{\mathrm{in}}y_t"
        r"-\sum_{\mathrm{closed}}y_0-\sum_{\mathrm{out}}y_0",
    ),
    "cluster_targets": (
        r"\mathrm{DTT}=\max\left(0,\ \frac{X^{*}-X}{X^{*}-X_0}\right),\quad "
        r"g^{*}=\left(\frac{X^{*}}{X_t}\right)^{\frac{1}{T-t}}-1",
    ),
    "cluster_measures": (
        r"p_i=100\,\frac{\#\{j:x_j<x_i\}+\frac12\#\{j\ne i:x_j=x_i\}}{n-1},\quad "
        r"g=\left(\frac{x_t}{x_{t-3}}\right)^{1/3}-1,\quad LQ=\frac{L_c/E_c}{L_h/E_h}",
    ),
    "cluster_score": (
        r"s_m=100\,\frac{x_m-q_{0.05}}{q_{0.95}-q_{0.05}}\in[0,100],\quad b_k=\frac1{|k|}\sum_{m\in k}s_m,\quad "
        r"S=\prod_{k=1}^{7}\max(b_k,1)^{1/7}",
    ),
    "life_stage": (
        r"Y(t)=\frac{K}{1+e^{-r(t-t_0)}},\quad \max Y\le K\le 10\max Y,\quad "
        r"\frac{t_{0.95,\,n-3}\,\operatorname{se}(\hat K)}{\hat K}<\tfrac12",
        r"\frac{Y}{K}:\ \tfrac{3-\sqrt3}{6}\approx0.211,\quad \tfrac12,\quad \tfrac{3+\sqrt3}{6}\approx0.789",
    ),
    "cluster_peers": (
        r"d_{ij}=\sqrt{\sum_m\left(\frac{\ln x_{im}-\ln x_{jm}}{\operatorname{sd}_m(\ln x)}\right)^2}",
    ),
    "synthetic_peer": (
        r"\min_{w\ge0,\ \sum_j w_j=1}\ \sum_{t<t^{*}}\Bigl(Y_{t}-\sum_j w_jY_{jt}\Bigr)^2",
        r"\rho=\frac{\operatorname{RMSPE}_{t\ge t^{*}}}{\operatorname{RMSPE}_{t<t^{*}}},\quad "
        r"p=\frac{1+\#\{j:\rho_j\ge\rho\}}{1+J}",
    ),
    "readiness": (
        r"m=a\frac{x}{p}+b,\quad m\ge\tau;\qquad \min_{x^{*}\ge x}\ \Bigl(\#\{x^{*}\ne x\},\ "
        r"\sum\Bigl\lvert\frac{x^{*}}{x}-1\Bigr\rvert\Bigr)\ \text{such that every requirement passes}",
    ),
}
CARD_COLUMNS = 3
LIST_FORMULAS = {
    "disparity": (
        r"CR_m=\sum_{k=1}^{m}s_{(k)},\quad H=\sum_i s_i^2,\quad G=1-\sum_k f_k\,(Y_k+Y_{k-1})",
        r"T=\sum_i\pi_i r_i\ln r_i=\sum_z q_z\ln\frac{q_z}{\pi_z}+\sum_z q_z T_z",
    ),
    "target": (
        r"g^{*}=\left(\frac{X^{*}}{X_t}\right)^{\frac{1}{2030-t}}-1,\quad "
        r"g=\left(\frac{X_t}{X_{t-3}}\right)^{\frac13}-1,\quad \hat X_{2030}=X_t(1+g)^{2030-t}",
    ),
}


def render(screen: Screen, pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the page."""
    t = screen.texts
    st.html(f'<h1 class="page">{t("methods.title")}</h1><p class="lead">{t("methods.lead")}</p>')
    catalogue, gaps, transfer, clusters, treatment, policy = st.tabs(
        [t("methods.catalogue"), t("methods.gaps"), t("methods.transfer"), t("methods.clusters"),
         t("methods.treatment"), t("methods.policy")],
        on_change="rerun",
        key="methods-tab",
    )
    if catalogue.open:
        with catalogue:
            _catalogue(screen)
    if gaps.open:
        with gaps:
            _gaps(screen)
    if transfer.open:
        with transfer:
            _transfer(screen)
    if clusters.open:
        with clusters:
            _clusters(screen)
    if treatment.open:
        with treatment:
            _treatments(screen)
    if policy.open:
        with policy:
            _policy(screen)


def _catalogue(screen: Screen) -> None:
    t = screen.texts
    left, right = st.columns([1, 2], gap="small")
    with left:
        restore("subject", ["", *SUBJECTS], "", screen.rejected)
        subject = st.selectbox(
            t("methods.subject"),
            ["", *SUBJECTS],
            format_func=lambda name: t(f"subject.{name}") if name else t("methods.all_subjects"),
            key="subject",
        )
        publish("subject", subject, "")
    with right:
        wanted = st.text_input(t("methods.search"), key="search", placeholder=t("methods.search_example"))
    found = [
        indicator
        for indicator in screen.catalogue.values()
        if (not subject or indicator.subject == subject) and _matches(indicator, wanted)
    ]
    st.caption(t("methods.found", count=len(found), total=len(screen.catalogue)))
    columns = st.columns(CARD_COLUMNS, gap="small")
    for number, indicator in enumerate(found):
        with columns[number % CARD_COLUMNS]:
            card = st.expander(indicator.name(screen.language), key=f"card-{indicator.id}", on_change="rerun")
            if card.open:
                with card:
                    _card(screen, indicator)


def _matches(indicator: Indicator, wanted: str) -> bool:
    words = wanted.lower().split()
    text = f"{indicator.id} {indicator.name_zh} {indicator.name_en}".lower()
    return all(word in text for word in words)


def _card(screen: Screen, indicator: Indicator) -> None:
    t = screen.texts
    language = screen.language
    st.markdown(f"**{t('column.definition')}**　{indicator.definition(language)}")
    if indicator.kind != "value":
        st.latex(indicator.formula)
        formula = t(f"formula.{indicator.kind}") + t("methods.method", method=indicator.method)
        st.markdown(f"**{t('column.formula')}**　{formula}")
        st.markdown(f"**{t('methods.numerator')}**　{indicator.numerator.name(language)}")
    if indicator.denominator is not None:
        year = t("methods.year", year=indicator.denominator_year) if indicator.denominator_year else ""
        st.markdown(f"**{t('methods.denominator')}**　{indicator.denominator.name(language)}{year}")
    st.markdown(f"**{t('column.unit')}**　{unit_of(indicator, t) or t('methods.no_unit')}")
    st.markdown(f"**{t('methods.polarity')}**　{t(f'polarity.{indicator.polarity}')}")
    if indicator.caveat(language):
        st.markdown(f"**{t('column.caveat')}**　{indicator.caveat(language)}")
    coverage = screen.engine.query("coverage/metric_years", layer=screen.layer)
    years = sorted(int(y) for y in set(coverage.loc[coverage["metric"] == indicator.numerator.metric, "period"]))
    known = t.joined([str(year) for year in years]) if years else t("target.unpublished")
    st.markdown(f"**{t('methods.years')}**　{known}")
    st.caption(f"{t('column.identifier')}: {indicator.id}")
    st.caption(clause_text(screen, indicator.clause))


def _treatments(screen: Screen) -> None:
    t = screen.texts
    for name in TREATMENTS:
        st.markdown(f"##### {t(f'treatment.{name}.title')}")
        st.markdown(t(f"treatment.{name}.text"))
        for formula in LIST_FORMULAS.get(name, ()):
            st.latex(formula)


def _gaps(screen: Screen) -> None:
    t = screen.texts
    for name, formulas in GAP_FORMULAS.items():
        _method(t(f"gap_method.{name}.title"), formulas, t(f"gap_method.{name}.text"))


def _transfer(screen: Screen) -> None:
    t = screen.texts
    for name, formulas in TRANSFER_FORMULAS.items():
        _method(t(f"transfer_method.{name}.title"), formulas, t(f"transfer_method.{name}.text"))


def _clusters(screen: Screen) -> None:
    t = screen.texts
    for name, formulas in CLUSTER_FORMULAS.items():
        _method(t(f"cluster_method.{name}.title"), formulas, t(f"cluster_method.{name}.text"))


def _method(title: str, formulas: Sequence[str], text: str) -> None:
    st.markdown(f"##### {title}")
    for formula in formulas:
        st.latex(formula)
    st.markdown(text)


def _policy(screen: Screen) -> None:
    t = screen.texts
    st.caption(t("methods.policy_note", document=POLICY_NUMBER))
    for number, (heading, text) in clauses().items():
        with st.expander(t("policy.heading", number=number, heading=heading), expanded=number == "五"):
            st.markdown(text)
